import { expect, it } from 'vitest';
import type { BackgroundWork } from '../../../src/encryption/background-work.js';
import type { EncryptionContext } from '../../../src/encryption/encryption-context.js';
import { createRoomDiscovery, type RoomDiscovery } from '../../../src/encryption/rooms/room-discovery.js';
import type { RoomStates } from '../../../src/encryption/rooms/room-state.js';
import { MatrixHttpError } from '../../../src/errors.js';

const room = '!room:example.org';
const [ann, bob] = ['@irc_ann:example.org', '@irc_bob:example.org'];
const megolm = { algorithm: 'm.megolm.v1.aes-sha2' };

interface Prepared {
  readonly roomStates: RoomStates;
  readonly discovery: RoomDiscovery;
  /** The users as whom the homeserver was asked. */
  readonly asked: string[];
  readonly learned: unknown[];
  /** The work that is tried again in the background. */
  readonly works: (() => Promise<void>)[];
}

/** A discovery for a homeserver that gives these answers about a room, one after the other. */
function prepare(...answers: (object | Error)[]): Prepared {
  const [asked, learned, works]: [string[], unknown[], (() => Promise<void>)[]] = [[], [], []];
  let known: object | undefined;
  const context = {
    machines: { term: () => undefined },
    homeserver: {
      as: ({ userId }: { userId: string }) => ({
        getRoomStateEvent: async () => {
          asked.push(userId);
          const answer = await Promise.resolve(answers.shift());
          if (answer instanceof Error) throw answer;
          return answer;
        },
      }),
    },
  } as unknown as EncryptionContext; // nothing else of it is used
  const roomStates = {
    knownEncryption: () => Promise.resolve(known),
    learn: (roomId: string, content: object, learnedFrom: string) => {
      known = { ...content, learnedFrom };
      learned.push([roomId, content, learnedFrom]);
      return Promise.resolve();
    },
  } as unknown as RoomStates; // nothing else of it is called
  const background = {
    soon: (_: string, work: () => Promise<void>) => void works.push(work),
  } as unknown as BackgroundWork; // nothing else of it is called
  return { roomStates, discovery: createRoomDiscovery(context, { roomStates, background }), asked, learned, works };
}

it('a room that one of ours joins is asked for once, and found encrypted (E1)', async () => {
  const { discovery, asked, learned } = prepare(megolm, megolm);
  await Promise.all([discovery.joined(room, ann), discovery.joined(room, bob)]);
  expect(asked).toEqual([ann]);
  expect(learned).toEqual([[room, megolm, 'state']]);
  expect(await discovery.wasEncrypted(room)).toBe(true);
});

it('a room without encryption is asked for again after one of ours has left it, or a term has ended (E1)', async () => {
  const none = new MatrixHttpError(404, 'M_NOT_FOUND');
  const { discovery, asked, learned, works } = prepare(none, none, none);
  await discovery.joined(room, ann);
  discovery.left(room);
  await discovery.joined(room, ann);
  discovery.clear();
  await discovery.joined(room, ann);
  expect(asked).toHaveLength(3);
  expect(learned).toEqual([]);
  expect(works).toEqual([]);
  expect(await discovery.wasEncrypted(room)).toBe(false);
});

it('a room whose user has left meanwhile is asked for by the next one to join (E1)', async () => {
  const { discovery, asked, works } = prepare(new MatrixHttpError(403, 'M_FORBIDDEN'), megolm);
  await discovery.joined(room, ann);
  expect(works).toEqual([]);
  await discovery.joined(room, bob);
  expect(asked).toEqual([ann, bob]);
  expect(await discovery.wasEncrypted(room)).toBe(true);
});

it('a failure is tried again in the background, and joining does not reject (E1)', async () => {
  const { discovery, works } = prepare(new MatrixHttpError(500, 'M_UNKNOWN'), megolm);
  await discovery.joined(room, ann);
  expect(works).toHaveLength(1);
  expect(await discovery.wasEncrypted(room)).toBe(false);
  await works[0]?.();
  expect(await discovery.wasEncrypted(room)).toBe(true);
});

it('a decrypted event tells that its room is encrypted, once, so that nothing is asked (E1)', async () => {
  const { discovery, asked, learned } = prepare();
  for (let n = 0; n < 2; n++) await discovery.decrypted(room);
  await discovery.joined(room, ann);
  expect(learned).toEqual([[room, megolm, 'decryption']]);
  expect(asked).toEqual([]);
  expect(await discovery.wasEncrypted(room)).toBe(true);
});

it('a room that is encrypted by an event is known without being asked for, and was not encrypted before (E1)', async () => {
  const { discovery, roomStates, asked } = prepare();
  await roomStates.learn(room, megolm, 'event');
  await discovery.joined(room, ann);
  expect(asked).toEqual([]);
  expect(await discovery.wasEncrypted(room)).toBe(false);
});
