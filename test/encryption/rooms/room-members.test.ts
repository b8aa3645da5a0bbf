import { describe, expect, it } from 'vitest';
import type { HomeserverClient } from '../../../src/client/homeserver-client.js';
import {
  createRoomMembers,
  type RoomMembers,
  type RoomMembersCache,
} from '../../../src/encryption/rooms/room-members.js';
import { MatrixHttpError } from '../../../src/errors.js';

const [ann, bob, eve] = ['@irc_ann:example.org', '@bob:example.org', '@eve:example.org'];
const room = '!room:example.org';

interface Prepared {
  readonly members: RoomMembersCache;
  readonly list: () => Promise<RoomMembers>;
  readonly asked: () => number;
  readonly advance: (timeMs: number) => void;
  /** Runs while the homeserver answers. */
  onAsked: () => void | Promise<void>;
}

/** A cache for a room of Ann, Bob, who has joined, and Eve, who has this membership. */
function prepare(membershipOfEve: 'join' | 'invite'): Prepared {
  let [nowMs, asked] = [0, 0];
  const members = createRoomMembers({ monotonicMs: () => nowMs }, () => undefined);
  const memberships = Object.entries({ [ann]: 'join', [bob]: 'join', [eve]: membershipOfEve });
  const client = {
    getMembers: async () => {
      asked += 1;
      await prepared.onAsked();
      return { chunk: memberships.map(([userId, membership]) => ({ state_key: userId, content: { membership } })) };
    },
    getRoomStateEvent: () => Promise.reject(new MatrixHttpError(404, 'M_NOT_FOUND')),
  } as unknown as HomeserverClient; // nothing else of it is called
  const prepared: Prepared = {
    members,
    list: () => members.membersOf(room, ann, client),
    asked: () => asked,
    advance: (timeMs) => {
      nowMs += timeMs;
    },
    onAsked: () => undefined,
  };
  return prepared;
}

const everyone = ({ joined, invited }: RoomMembers): string[] => [...joined, ...invited];

describe.each(['join', 'invite'] as const)('one who leaves after the membership %s', (membership) => {
  it('is not in a list that is being asked for, and does not share the room (E2)', async () => {
    const prepared = prepare(membership);
    prepared.onAsked = () => {
      prepared.members.change(room, eve);
    };
    expect(everyone(await prepared.list())).toEqual([ann, bob]);
    expect(prepared.members.sharesRoom(eve, '!other:example.org')).toBe(false);
    prepared.onAsked = () => undefined;
    // The homeserver says that Eve is there again.
    expect(everyone(await prepared.list())).toContain(eve);
  });

  it('is not in the slower of two lists that are asked for at once (E2)', async () => {
    const prepared = prepare(membership);
    let answer = (): void => undefined;
    prepared.onAsked = () => new Promise((resolve) => (answer = resolve));
    const slower = prepared.list();
    prepared.onAsked = () => undefined;
    expect(everyone(await prepared.list())).toContain(eve);
    prepared.members.change(room, eve);
    answer();
    expect(everyone(await slower)).toEqual([ann, bob]);
  });

  it('is taken out of a list that was given out (E2)', async () => {
    const { list, members } = prepare(membership);
    const given = await list();
    expect(everyone(given)).toContain(eve);
    members.change(room, eve);
    expect(everyone(given)).toEqual([ann, bob]);
  });
});

it('members are asked for again after an hour, since state resolution may have changed them (E2)', async () => {
  const { list, asked, advance } = prepare('join');
  await list();
  advance(3_599_999);
  await list();
  expect(asked()).toBe(1);
  advance(1);
  await list();
  expect(asked()).toBe(2);
});
