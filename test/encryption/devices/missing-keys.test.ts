import { afterEach, describe, expect, it } from 'vitest';
import { createMissingKeys } from '../../../src/encryption/devices/missing-keys.js';
import { createWorld, serverName, startConversation, text, type TestWorld } from '../world.js';

function setUp() {
  const messages: string[] = [];
  const missingKeys = createMissingKeys(({ message }) => messages.push(message));
  return { missingKeys, taken: () => messages.splice(0) };
}

const failures = { 'down.example': {} };
const eve = '@eve:down.example';
const bob = '@bob:example.org';
const algorithm = 'signed_curve25519';

describe('missing keys', () => {
  it('are told once for each server, and again after it worked (E2)', () => {
    const { missingKeys, taken } = setUp();
    const asked = { [eve]: [], '@mallory:down.example': [], [bob]: [] };
    missingKeys.queried(asked, { failures });
    expect(taken()).toEqual([expect.stringContaining('device keys of the users of down.example')]);
    missingKeys.queried(asked, { failures });
    // Others are asked.
    missingKeys.queried({ [bob]: [] }, {});
    missingKeys.queried(asked, { failures });
    expect(taken()).toEqual([]);
    missingKeys.claimed({ [eve]: { A: algorithm } }, { one_time_keys: {}, failures });
    expect(taken()).toEqual([expect.stringContaining('one-time keys of the users of down.example')]);
    // What is null counts as absent.
    missingKeys.queried(asked, { failures: null } as never);
    missingKeys.queried(asked, { failures });
    expect(taken()).toHaveLength(1);
  });

  it('are told once for each device, and again after it had one (E2)', () => {
    const { missingKeys, taken } = setUp();
    const devices = Object.fromEntries(['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((name) => [name, algorithm]));
    const key = { [`${algorithm}:1`]: { key: 'k', signatures: {} } };
    missingKeys.claimed({ [bob]: devices }, { one_time_keys: { [bob]: { A: key } } });
    expect(taken()).toEqual([
      expect.stringMatching(/B of @bob:example.org, .*F of @bob:example.org and 1 more\. They cannot read/),
    ]);
    missingKeys.claimed({ [bob]: devices }, { one_time_keys: { [bob]: { A: key, B: {} } } });
    expect(taken()).toEqual([]);
    missingKeys.claimed({ [bob]: { B: algorithm } }, { one_time_keys: { [bob]: { B: key } } });
    missingKeys.claimed({ [bob]: { B: algorithm } }, { one_time_keys: {} });
    expect(taken()).toEqual([expect.stringContaining('B of @bob:example.org. They')]);
  });

  it('of names that look like parts of objects are no others (M6)', () => {
    const { missingKeys, taken } = setUp();
    missingKeys.queried({ '@a:constructor': [] }, { failures });
    missingKeys.claimed({ '@a:constructor': { toString: algorithm } }, { one_time_keys: {} });
    expect(taken()).toEqual([expect.stringContaining('toString of @a:constructor')]);
  });
});

describe('an operator', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it('is told of those who cannot read a message, while it goes to the others (E2)', async () => {
    world = createWorld();
    const { appservice, ghost, bob: client, roomId } = await startConversation(world);
    const carol = await world.client(`@carol:${serverName}`);
    await client.invite(roomId, carol.userId);
    await carol.join(roomId);
    const device = world.homeserver.state.device(carol.userId, carol.deviceId);
    device?.oneTimeKeys.clear();
    device?.fallbackKeys.clear();
    world.homeserver.state.unreachableServers.add('down.example');
    await client.invite(roomId, eve);
    for (const body of ['one', 'two']) await ghost.send(roomId, 'm.room.message', text(body));
    expect((await client.sync()).filter(({ wasEncrypted }) => wasEncrypted)).toHaveLength(2);
    const messages = appservice.failures.map(({ message }) => message);
    expect(messages.filter((message) => message.includes('down.example'))).toHaveLength(1);
    expect(messages.filter((message) => message.includes('CLIENT of @carol:example.org'))).toHaveLength(1);
  });
});
