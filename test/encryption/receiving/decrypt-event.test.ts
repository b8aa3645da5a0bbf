import { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { EncryptionOptions } from '../../../src/encryption/encryption-options.js';
import { isJsonObject, type JsonObject } from '../../../src/json-objects.js';
import { faults, type PlainClient } from '../../helpers/fake-homeserver.js';
import {
  createWorld,
  says,
  serverName,
  text,
  type DeliveredEvent,
  type TestAppservice,
  type TestWorld,
  type Conversation,
  startConversation,
} from '../world.js';

let world: TestWorld;
afterEach(() => world.close());

/** A ghost and Bob in an encrypted room. Bob's device is cross-signed, or not. */
function inARoom(isCrossSigned: boolean, options?: Partial<EncryptionOptions>): Promise<Conversation> {
  world = createWorld();
  const { accounts } = world.homeserver.state;
  const beforeRoom = ({ userId }: PlainClient): void => {
    if (!isCrossSigned) accounts.get(userId)?.crossSigningKeys.clear();
  };
  return startConversation(world, { options, beforeRoom });
}

describe('the trust that a sender’s device needs', () => {
  it('keeps a message from the application whose device is not cross-signed, and says why (rule E4)', async () => {
    const { appservice, bob, roomId } = await inARoom(false, { trust: 'cross-signed' });
    await bob.send(roomId, text('hello'));
    const { reason } = await appservice.undecryptable.find(() => true);
    expect(reason).toContain('not cross-signed');
    expect(appservice.events.all.some(says('hello'))).toBe(false);
  });

  it.each(['cross-signed', 'cross-signed-or-legacy', 'any'] as const)(
    'lets the first message of a stranger through whose device is: %s (E4)',
    async (trust) => {
      const { appservice, bob, roomId } = await inARoom(true, { trust });
      await bob.send(roomId, text('hello'));
      expect((await appservice.events.find(says('hello'))).encryption?.trust).toBe('cross-signed');
      expect(appservice.undecryptable.all).toEqual([]);
    },
  );

  it('is told with the message where any will do (E4)', async () => {
    const { appservice, bob, roomId } = await inARoom(false);
    await bob.send(roomId, text('hello'));
    expect((await appservice.events.find(says('hello'))).encryption).toMatchObject({
      ...{ deviceId: 'CLIENT', trust: 'not-cross-signed' },
    });
  });

  it('is looked at once for a message, where the devices of its sender were asked for lately (E4)', async () => {
    const { appservice, bob, roomId } = await inARoom(false);
    await bob.send(roomId, text('first'));
    await appservice.events.find(says('first'));
    const decrypting = vi.spyOn(OlmMachine.prototype, 'decryptRoomEvent');
    onTestFinished(() => {
      decrypting.mockRestore();
    });
    await bob.send(roomId, text('second'));
    await appservice.events.find(says('second'));
    expect(decrypting).toHaveBeenCalledTimes(1);
  });

  it('is not taken for granted where the homeserver does not tell the keys of the sender (E4)', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom(true);
    const { homeserver } = world;
    homeserver.onCall = ({ name, requester }) =>
      name === 'queryKeys' && requester?.userId === ghost.userId ? faults.status(500) : undefined;
    await bob.send(roomId, text('hello'));
    expect((await appservice.events.find(says('hello'))).encryption?.trust).toBe('not-cross-signed');
  });
});

describe('a new identity of a user', () => {
  it('is a finding, once, and no reason to stop (E4)', async () => {
    const { appservice, ghost, bob, roomId } = await inARoom(true);
    const second = await appservice.encryption.user(`@irc_eve:${serverName}`);
    await bob.invite(roomId, second.userId);
    await second.join(roomId);
    for (const user of [ghost, second]) await user.send(roomId, 'm.room.message', text('hello'));
    const findings = (): unknown[] => appservice.findings.filter(({ code }) => code === 'identity-changed');
    expect(findings()).toEqual([]);
    const renewed = await world.client(`@bob:${serverName}`, 'RENEWED');
    for (const user of [ghost, second]) await user.send(roomId, 'm.room.message', text('hello again'));
    const events = (await renewed.sync()).filter(({ wasEncrypted }) => wasEncrypted);
    expect(events.map(({ content }) => content['body'])).toContain('hello again');
    await expect.poll(findings).toMatchObject([{ severity: 'warning' }]);
  });
});

describe('a message that names another sender than the one who encrypted it', () => {
  /** Eve sends what Bob has encrypted as her own, and what he did not get sent. */
  async function repeated(options: Partial<EncryptionOptions>): Promise<TestAppservice> {
    const { appservice, bob, roomId } = await inARoom(true, options);
    const eve = await world.client(`@eve:${serverName}`);
    await bob.invite(roomId, eve.userId);
    await eve.join(roomId);
    let genuine: JsonObject = {};
    world.homeserver.onCall = ({ name, body }) => {
      if (name !== 'sendEvent' || !isJsonObject(body)) return Promise.resolve(undefined);
      genuine = body;
      return Promise.resolve(faults.status(403, 'M_FORBIDDEN'));
    };
    await expect(bob.send(roomId, text('from Bob'))).rejects.toThrow();
    world.homeserver.onCall = undefined;
    await eve.sendPlain(roomId, genuine, 'm.room.encrypted');
    return appservice;
  }

  it('comes from no known device where any will do', async () => {
    const { events } = await repeated({});
    const isEves = ({ event }: DeliveredEvent): boolean =>
      event.sender.startsWith('@eve') && event.type === 'm.room.message';
    expect((await events.find(isEves)).encryption).toMatchObject({ deviceId: undefined, trust: 'unknown-device' });
  });

  it('is not given to the application where trust is demanded, and told as final', async () => {
    const { undecryptable } = await repeated({ trust: 'cross-signed' });
    const { reason, state, event } = await undecryptable.find(() => true);
    expect([state, event.sender]).toEqual(['final', `@eve:${serverName}`]);
    expect(reason).toContain('another user');
  });
});
