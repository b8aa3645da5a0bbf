import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleKeyQuery, type KeyQueryViewer } from '../../src/keys/visible-key-query.js';
import type { DeviceKeys, KeyQueryResponse, UserId } from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import {
  bot,
  countedImpersonators,
  draftExamples,
  ghost,
  ghostDevice,
  ignoredImpersonators,
  impersonatorFields,
  puppet,
} from '../helpers/impersonated.js';
import { awkwardNames, keyQueryResponse, mutated, userIds } from '../helpers/key-arbitraries.js';
import { processorMs } from '../helpers/processor-time.js';

const alice: UserId = '@alice:example.org';
const bob: UserId = '@bob:example.org';
const carol: UserId = '@carol:example.org';
const server = { serverName: 'remote.example' };

const byAll = { [alice]: { 'ed25519:A': 'a' }, [bob]: { 'ed25519:B': 'b' }, [carol]: { 'ed25519:C': 'c' } };
const device = { user_id: alice, device_id: 'ONE', algorithms: [], keys: {}, signatures: byAll };

/** A response about Alice, each of whose keys all three have signed. */
const response: KeyQueryResponse = deepFreeze({
  device_keys: { [alice]: { ONE: { ...device, unsigned: { device_display_name: 'phone', 'org.example.age': 1 } } } },
  master_keys: { [alice]: { user_id: alice, usage: ['master'], keys: {}, signatures: byAll } },
  self_signing_keys: { [alice]: { user_id: alice, usage: ['self_signing'], keys: {}, signatures: byAll } },
  user_signing_keys: { [alice]: { user_id: alice, usage: ['user_signing'], keys: {}, signatures: byAll } },
  failures: { 'gone.example': {} },
});

/** Who has signed what the viewer sees of Alice; a map that the viewer does not see is missing. */
function signersSeenBy(viewer: KeyQueryViewer): Record<string, string[]> {
  const { device_keys, failures, ...crossSigning } = visibleKeyQuery(response, viewer);
  expect(failures).toEqual('userId' in viewer ? response.failures : undefined);
  const entries = { device_keys: device_keys?.[alice]?.['ONE'] } as Record<string, { signatures?: object } | undefined>;
  for (const [map, keys] of Object.entries(crossSigning)) {
    entries[map] = keys[alice];
  }
  return Object.fromEntries(
    Object.entries(entries).flatMap(([map, entry]) =>
      entry === undefined ? [] : [[map, Object.keys(entry.signatures ?? {})]],
    ),
  );
}

function parsed(text: string): KeyQueryResponse {
  return JSON.parse(text) as KeyQueryResponse;
}

describe('visibleKeyQuery (rule M7)', () => {
  it('gives another user the signatures of the owner, and on the master key those of that user too (M7)', () => {
    expect(signersSeenBy({ userId: bob })).toEqual({
      device_keys: [alice],
      master_keys: [alice, bob],
      self_signing_keys: [alice],
    });
  });

  it('gives the owner the user-signing key as well, and the signatures of nobody else (M7)', () => {
    expect(signersSeenBy({ userId: alice })).toEqual({
      device_keys: [alice],
      master_keys: [alice],
      self_signing_keys: [alice],
      user_signing_keys: [alice],
    });
  });

  it('gives another server the signatures of the owner alone, and no user-signing key (M7)', () => {
    expect(signersSeenBy(server)).toEqual({
      device_keys: [alice],
      master_keys: [alice],
      self_signing_keys: [alice],
    });
    expect(Object.keys(visibleKeyQuery(response, server))).toEqual(['device_keys', 'master_keys', 'self_signing_keys']);
  });

  it('keeps an empty map of user-signing keys for a user who may see none (M7)', () => {
    expect(visibleKeyQuery(response, { userId: bob }).user_signing_keys).toEqual({});
  });

  it('has device_keys for another server even if there are none, and for a user only where the response has (M7)', () => {
    expect(visibleKeyQuery({}, server)).toEqual({ device_keys: {} });
    expect(visibleKeyQuery({}, { userId: bob })).toEqual({});
  });

  it('lets nothing through to another server but what it knows, and all other fields to a user (M7)', () => {
    const odd = parsed('{"failures":{"x":{}},"org.example.keys":{"secret":1},"__proto__":{"secret":1}}');

    expect(visibleKeyQuery(odd, server)).toEqual({ device_keys: {} });
    expect(visibleKeyQuery(odd, { userId: bob })).toEqual(odd);
  });

  it.each<[string, KeyQueryViewer, object]>([
    ['takes display names out for another server', server, { 'org.example.age': 1 }],
    ['takes them out where they are ruled out', { ...server, displayNames: false }, { 'org.example.age': 1 }],
    [
      'leaves them in where they are allowed',
      { ...server, displayNames: true },
      { device_display_name: 'phone', 'org.example.age': 1 },
    ],
    ['leaves them in for a local user', { userId: bob }, { device_display_name: 'phone', 'org.example.age': 1 }],
  ])('%s (M7)', (_what, viewer, unsigned) => {
    expect(visibleKeyQuery(response, viewer).device_keys?.[alice]?.['ONE']?.unsigned).toEqual(unsigned);
  });

  it('leaves an empty unsigned behind, and makes none where there was none (M7)', () => {
    const devices = { NAMED: { ...device, unsigned: { device_display_name: 'x' } }, BARE: device };

    const visible = visibleKeyQuery({ device_keys: { [alice]: devices } }, server).device_keys?.[alice];

    expect(visible?.['NAMED']?.unsigned).toEqual({});
    expect(visible?.['BARE']).not.toHaveProperty('unsigned');
  });

  it('shares every entry that needs no cut, and the maps around it', () => {
    const signatures = { [alice]: { 'ed25519:A': 'a' } };
    const uncut = deepFreeze({ [alice]: { ONE: { ...device, signatures } } });
    const cut = { [bob]: { TWO: { ...device, signatures: byAll } } };

    for (const viewer of [{ userId: carol }, server]) {
      expect(visibleKeyQuery({ device_keys: uncut }, viewer).device_keys).toBe(uncut);
      const both = visibleKeyQuery({ device_keys: { ...uncut, ...cut } }, viewer).device_keys;
      expect(both?.[alice]).toBe(uncut[alice]);
    }
  });

  it('keeps fields that it does not know on the entries that it cuts (W4)', () => {
    const entry = parsed('{"signatures":{"@bob:x":{}},"org.example.signed":[1],"__proto__":{"a":1}}');
    const visible = visibleKeyQuery({ device_keys: { [alice]: { ONE: entry as typeof device } } }, server);

    const left = visible.device_keys?.[alice]?.['ONE'] ?? {};
    expect(left).toEqual(parsed('{"signatures":{},"org.example.signed":[1],"__proto__":{"a":1}}'));
    expect(Object.getPrototypeOf(left)).toBe(Object.prototype);
  });

  it.each(awkwardNames)('gives a device called %j as own data, and takes it for no signer (M6)', (name) => {
    const entry = { ...device, signatures: Object.fromEntries([[name, {}]]) };

    const visible = visibleKeyQuery({ device_keys: { [alice]: Object.fromEntries([[name, entry]]) } }, server);

    const devices = visible.device_keys?.[alice];
    expect(Object.getOwnPropertyDescriptor(devices, name)?.value).toEqual({ ...device, signatures: {} });
    expect(Object.getPrototypeOf(devices)).toBe(Object.prototype);
  });

  it('gives nobody users whose name does not begin with @ (W5)', () => {
    const odd = parsed(
      '{"device_keys":{"bob":{},"__proto__":{}},"master_keys":{"bob":{}},"self_signing_keys":{"bob":{}},"user_signing_keys":{"bob":{}}}',
    );

    expect(visibleKeyQuery(odd, { userId: 'bob' })).toEqual({
      device_keys: {},
      master_keys: {},
      self_signing_keys: {},
      user_signing_keys: {},
    });
    expect(visibleKeyQuery(odd, server)).toEqual({ device_keys: {}, master_keys: {}, self_signing_keys: {} });
  });

  it('gives nothing of maps, entries and signatures that it cannot read', () => {
    const odd = parsed(
      '{"device_keys":{"@a:x":[1],"@b:x":{"ONE":"text","TWO":{"signatures":[1],"unsigned":"name"}}},' +
        '"master_keys":null,"self_signing_keys":"text","user_signing_keys":{"@a:x":null}}',
    );

    expect(visibleKeyQuery(odd, { userId: '@a:x' })).toEqual({
      device_keys: { '@b:x': { TWO: { signatures: {}, unsigned: 'name' } } },
      user_signing_keys: {},
    });
    expect(visibleKeyQuery(odd, server)).toEqual({
      device_keys: { '@b:x': { TWO: { signatures: {}, unsigned: {} } } },
    });
  });

  it('leaves a device and a key with null in an optional field as they came, but for what another server may not see (S4)', () => {
    const keys = { user_id: alice, device_id: 'D', algorithms: [], keys: {}, signatures: {} };
    const device = { ...keys, unsigned: null };
    const named = { ...keys, unsigned: { device_display_name: null, 'org.example': 1 } };
    const key = { user_id: alice, usage: ['master'], keys: { 'ed25519:A': 'A' }, signatures: null };
    const response = parsed(
      JSON.stringify({ device_keys: { [alice]: { D: device, N: named } }, master_keys: { [alice]: key } }),
    );
    expect(visibleKeyQuery(response, { userId: alice })).toEqual(response);
    expect(visibleKeyQuery(response, server)).toEqual({
      device_keys: { [alice]: { D: device, N: { ...keys, unsigned: { 'org.example': 1 } } } },
      master_keys: { [alice]: key },
    });
  });

  it('writes no map that was null (S4)', () => {
    const nulls = parsed('{"device_keys":null,"master_keys":null,"self_signing_keys":null,"user_signing_keys":null}');

    expect(visibleKeyQuery(nulls, { userId: alice })).toEqual({});
    expect(visibleKeyQuery(nulls, server)).toEqual({ device_keys: {} });
  });

  const viewer: fc.Arbitrary<KeyQueryViewer> = fc.oneof(
    fc.record({ userId: fc.constantFrom<string>(...userIds, '__proto__') }),
    fc.record({ serverName: fc.constant('remote.example'), displayNames: fc.boolean() }),
  );

  it('never throws on maps of any shape, and changes nothing of the response', () => {
    const responses = mutated(keyQueryResponse()).filter((value) => typeof value === 'object' && value !== null);

    fc.assert(
      fc.property(responses, viewer, (value, viewer) => {
        const visible = visibleKeyQuery(deepFreeze(value), viewer);
        expect(visibleKeyQuery(deepFreeze(visible), viewer)).toEqual(visible);
      }),
      { numRuns: 300 },
    );
  });

  it('loses no user, device or key but the user-signing keys of others (M7)', () => {
    fc.assert(
      fc.property(keyQueryResponse(), viewer, (value, viewer) => {
        const visible = visibleKeyQuery(value, viewer);
        const bare = ({ signatures: _s, unsigned: _u, ...rest }: Record<string, unknown>): object => rest;
        const bareMap = (map: object): object =>
          Object.fromEntries(
            Object.entries(map).map(([name, entry]) => [name, bare(entry as Record<string, unknown>)]),
          );

        expect(Object.keys(visible.device_keys ?? {})).toEqual(Object.keys(value.device_keys ?? {}));
        for (const [userId, devices] of Object.entries(value.device_keys ?? {})) {
          expect(bareMap(visible.device_keys?.[userId as UserId] ?? {})).toEqual(bareMap(devices));
        }
        expect(bareMap(visible.master_keys ?? {})).toEqual(bareMap(value.master_keys ?? {}));
        expect(bareMap(visible.self_signing_keys ?? {})).toEqual(bareMap(value.self_signing_keys ?? {}));
      }),
    );
  });
});

describe('visibleKeyQuery, of a device that names an impersonator', () => {
  const byStranger = { 'ed25519:C': 'c' };
  const viewers: [string, KeyQueryViewer][] = [
    ['the owner', { userId: ghost }],
    ['the impersonator', { userId: bot }],
    ['another user', { userId: bob }],
    ['a user who has signed it', { userId: carol }],
    ['another server', server],
    ['another server that may see names', { ...server, displayNames: true }],
  ];
  /** The response with a signature of Carol's beside those that every device has. */
  const signedByCarol = (device: DeviceKeys): DeviceKeys => ({
    ...device,
    signatures: { ...device.signatures, [carol]: byStranger },
  });
  const seenBy = (viewer: KeyQueryViewer, device: DeviceKeys): DeviceKeys | undefined =>
    visibleKeyQuery(deepFreeze({ device_keys: { [ghost]: { ZVYTEW6WS0: device } } }), viewer).device_keys?.[ghost]?.[
      'ZVYTEW6WS0'
    ];

  it.each(viewers.flatMap(([who, viewer]) => impersonatorFields.map((field) => [who, field, viewer] as const)))(
    'gives %s both examples of the draft whole, under the name %s (M7a)',
    (_who, field, viewer) => {
      const examples = deepFreeze(draftExamples(field));
      expect(visibleKeyQuery(examples, viewer).device_keys).toBe(examples.device_keys);
      const cut = visibleKeyQuery({ device_keys: { ...examples.device_keys, [bob]: { X: device } } }, viewer);
      expect(cut.device_keys?.[puppet]).toBe(examples.device_keys[puppet]);
    },
  );

  it.each(viewers)('keeps for %s the signatures of owner and impersonator, and no others (M7, M7a)', (_who, viewer) => {
    const byOwner = { 'ed25519:selfsigningkey': 'c2ln' };
    const device = ghostDevice();
    const signatures = { ...device.signatures, [ghost]: byOwner };
    expect(seenBy(viewer, signedByCarol({ ...device, signatures }))).toEqual({ ...device, signatures });
  });

  it.each(countedImpersonators)('keeps the impersonator’s signature for %s (M7a, S4)', (_what, changes) => {
    const device = ghostDevice(changes);
    for (const [, viewer] of viewers) expect(seenBy(viewer, signedByCarol(device))).toEqual(device);
  });

  it.each(ignoredImpersonators)(
    'cuts signatures as on any device for %s, and leaves the rest (M7a)',
    (_what, changes) => {
      const device = ghostDevice(changes);
      for (const [, viewer] of viewers) {
        expect(seenBy(viewer, signedByCarol(device))).toEqual({ ...device, signatures: {} });
      }
    },
  );

  it('takes the owner’s own other device for an impersonator like any (M7a)', () => {
    const { impersonator } = ghostDevice();
    const signatures = { [ghost]: { 'ed25519:JLAFKJWSCS': 'c2ln' } };
    const device = ghostDevice({ impersonator: { ...impersonator, user_id: ghost }, signatures });
    expect(seenBy(server, signedByCarol(device))).toEqual(device);
  });

  it('lets an impersonator do nothing for cross-signing keys, which name none (M7)', () => {
    const { impersonator } = ghostDevice();
    const key = { user_id: ghost, usage: ['self_signing' as const], keys: {}, algorithms: [], impersonator };
    const keys = {
      self_signing_keys: { [ghost]: { ...key, signatures: { [bot]: { 'ed25519:JLAFKJWSCS': 'c2ln' } } } },
    };
    expect(visibleKeyQuery(keys, server).self_signing_keys?.[ghost]?.signatures).toEqual({});
  });

  it('changes nothing of what the impersonator’s signature covers, a display name inside included (W4)', () => {
    const { impersonator } = ghostDevice();
    const embedded = { ...impersonator, unsigned: { device_display_name: 'bot' }, 'org.example.more': [1] };
    const device = ghostDevice({ impersonator: embedded, unsigned: { device_display_name: 'ghost' } });
    expect(seenBy(server, device)).toEqual({ ...device, unsigned: {} });
  });

  it('looks through very many of them in little time', () => {
    const device = ghostDevice();
    const devices = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`D${i}`, device]));
    const before = processorMs();
    expect(visibleKeyQuery({ device_keys: { [ghost]: devices } }, server).device_keys?.[ghost]).toBe(devices);
    expect(processorMs() - before).toBeLessThan(5000);
  });
});
