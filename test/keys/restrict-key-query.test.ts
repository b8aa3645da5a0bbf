import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isKeyQueryResponse } from '../../generated/validators/index.js';
import { withoutImpersonator } from '../../src/impersonator.js';
import { restrictKeyQuery } from '../../src/keys/restrict-key-query.js';
import { mergeKeyQuery } from '../../src/keys/merge-key-query.js';
import { checkLeniently } from '../../src/lenient-check.js';
import type { CrossSigningKey, DeviceKeys, KeyQuery, KeyQueryResponse, UserId } from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import {
  countedImpersonators,
  draftExamples,
  ghost,
  ghostDevice,
  ignoredImpersonators,
  impersonatorFields,
  puppet,
} from '../helpers/impersonated.js';
import { awkwardNames, keyQuery, keyQueryResponse, mutated } from '../helpers/key-arbitraries.js';
import { readExample } from '../helpers/read-example.js';

const alice: UserId = '@alice:example.org';
const bob: UserId = '@bob:example.org';

function device(userId: string, deviceId: string): DeviceKeys {
  return { user_id: userId, device_id: deviceId, algorithms: [], keys: {}, signatures: {} };
}

function crossSigningKey(userId: string, ...usage: CrossSigningKey['usage']): CrossSigningKey {
  return { user_id: userId, usage, keys: { 'ed25519:key': 'key' } };
}

/** The findings in short, and without the message. */
function faults(answer: unknown, query: KeyQuery): string[] {
  return restrictKeyQuery(answer, query).findings.map(({ code, pointer }) => `${code} ${pointer}`);
}

describe('restrictKeyQuery', () => {
  it('leaves an answer that has nothing but what was asked as it is (M3)', () => {
    const answer = deepFreeze(readExample('msc3984-key-query-response')) as object;

    const restricted = restrictKeyQuery(answer, readExample('msc3984-key-query') as KeyQuery);

    expect(restricted).toEqual({ answer, findings: [] });
    expect(restricted.answer).not.toBe(answer);
  });

  it('drops a user who was not asked for from every map, and reports each (M3)', () => {
    const answer = {
      device_keys: { [alice]: { ONE: device(alice, 'ONE') }, [bob]: { ONE: device(bob, 'ONE') } },
      master_keys: { [bob]: crossSigningKey(bob, 'master') },
      self_signing_keys: { [bob]: crossSigningKey(bob, 'self_signing') },
      user_signing_keys: { [bob]: crossSigningKey(bob, 'user_signing') },
    };

    const restricted = restrictKeyQuery(answer, { [alice]: [] });

    expect(restricted.answer).toEqual({
      device_keys: { [alice]: { ONE: device(alice, 'ONE') } },
      master_keys: {},
      self_signing_keys: {},
      user_signing_keys: {},
    });
    expect(restricted.findings.map(({ code, severity, pointer }) => [code, severity, pointer])).toEqual([
      ['user-not-asked', 'error', '/device_keys/@bob:example.org'],
      ['user-not-asked', 'error', '/master_keys/@bob:example.org'],
      ['user-not-asked', 'error', '/self_signing_keys/@bob:example.org'],
      ['user-not-asked', 'error', '/user_signing_keys/@bob:example.org'],
    ]);
  });

  it('drops devices that are not in a list, and none for an empty list (M3)', () => {
    const answer = { device_keys: { [alice]: { ONE: device(alice, 'ONE'), TWO: device(alice, 'TWO') } } };

    expect(restrictKeyQuery(answer, { [alice]: ['TWO'] }).answer).toEqual({
      device_keys: { [alice]: { TWO: device(alice, 'TWO') } },
    });
    expect(faults(answer, { [alice]: ['TWO'] })).toEqual(['device-not-asked /device_keys/@alice:example.org/ONE']);
    expect(faults(answer, { [alice]: [] })).toEqual([]);
  });

  it('does not drop cross-signing keys for a list of devices (M3)', () => {
    expect(faults({ master_keys: { [alice]: crossSigningKey(alice, 'master') } }, { [alice]: ['TWO'] })).toEqual([]);
  });

  it('drops users whose name does not begin with @, even if they are in the query (W5)', () => {
    const query = JSON.parse('{"bob":[],"__proto__":[]}') as KeyQuery;
    const answer: unknown = JSON.parse('{"device_keys":{"bob":{}},"master_keys":{"__proto__":{}}}');

    expect(faults(answer, query)).toEqual(['user-not-asked /device_keys/bob', 'user-not-asked /master_keys/__proto__']);
  });

  it.each(awkwardNames)(
    'neither finds %j in a query that lacks it, nor loses it where it is asked for (M6)',
    (name) => {
      const answer = { device_keys: { [alice]: Object.fromEntries([[name, device(alice, name)]]) } };

      const asked = restrictKeyQuery(deepFreeze(answer), { [alice]: [name] });
      expect(asked).toEqual({ answer, findings: [] });
      expect(Object.keys(asked.answer.device_keys?.[alice] ?? {})).toEqual([name]);

      const notAsked = restrictKeyQuery(answer, { [alice]: ['ONE'] });
      expect(Object.keys(notAsked.answer.device_keys?.[alice] ?? {})).toEqual([]);
      expect(faults({ device_keys: { [name]: {} } }, {})).toHaveLength(1);
    },
  );

  it.each<[string, string, unknown]>([
    ['a device that is no object', 'malformed-entry', 'text'],
    ['a device that is null', 'malformed-entry', null],
    ['a device without keys', 'malformed-entry', { ...device(alice, 'ONE'), keys: undefined }],
    ['a device with a key that is no string', 'malformed-entry', { ...device(alice, 'ONE'), keys: { a: 1 } }],
    ['a device of another user', 'mismatched-id', device(bob, 'ONE')],
    ['a device under another device id', 'mismatched-id', device(alice, 'TWO')],
  ])('drops %s alone and reports it (rule M4)', (_what, code, entry) => {
    const answer = { device_keys: { [alice]: { ONE: entry, GOOD: device(alice, 'GOOD') } } };

    expect(restrictKeyQuery(answer, { [alice]: [] }).answer).toEqual({
      device_keys: { [alice]: { GOOD: device(alice, 'GOOD') } },
    });
    expect(faults(answer, { [alice]: [] })).toEqual([`${code} /device_keys/@alice:example.org/ONE`]);
  });

  it('says in the message, not in the pointer, what is wrong inside an entry (M4)', () => {
    const entry = { ...device(alice, 'ONE'), keys: { 'ed25519:ONE': 5 } };

    const [finding] = restrictKeyQuery({ device_keys: { [alice]: { ONE: entry } } }, { [alice]: [] }).findings;

    expect(finding?.pointer).toBe('/device_keys/@alice:example.org/ONE');
    expect(finding?.message).toContain('/keys/ed25519:ONE ');
  });

  it('escapes the names in a pointer', () => {
    expect(faults({ device_keys: { [alice]: { 'a/b~c': 1 } } }, { [alice]: [] })).toEqual([
      'malformed-entry /device_keys/@alice:example.org/a~1b~0c',
    ]);
  });

  it('takes keys whose ids are not the device id for well-formed (M4)', () => {
    const entry = { ...device(alice, 'ONE'), keys: { 'ed25519:OTHER': 'key' } };

    expect(faults({ device_keys: { [alice]: { ONE: entry } } }, { [alice]: [] })).toEqual([]);
  });

  it.each<[string, string, unknown]>([
    ['that is an array', 'malformed-entry', []],
    ['with two public keys', 'malformed-entry', { ...crossSigningKey(bob, 'master'), keys: { a: 'a', b: 'b' } }],
    ['of another user', 'mismatched-id', crossSigningKey(alice, 'master')],
    ['without the role of its map', 'mismatched-id', crossSigningKey(bob, 'self_signing', 'user_signing')],
    ['without any role', 'mismatched-id', crossSigningKey(bob)],
  ])('drops a cross-signing key %s alone and reports it (M4)', (_what, code, entry) => {
    const answer = { master_keys: { [alice]: crossSigningKey(alice, 'master'), [bob]: entry } };
    const query = { [alice]: [], [bob]: [] };

    expect(restrictKeyQuery(answer, query).answer).toEqual({
      master_keys: { [alice]: crossSigningKey(alice, 'master') },
    });
    expect(faults(answer, query)).toEqual([`${code} /master_keys/@bob:example.org`]);
  });

  it.each([
    ['self_signing_keys', 'self_signing', 'user_signing'],
    ['user_signing_keys', 'user_signing', 'master'],
    ['master_keys', 'master', 'self_signing'],
  ] as const)('wants %s to be used for %s among other things (M4)', (map, usage, other) => {
    expect(faults({ [map]: { [alice]: crossSigningKey(alice, other, usage) } }, { [alice]: [] })).toEqual([]);
    expect(faults({ [map]: { [alice]: crossSigningKey(alice, other) } }, { [alice]: [] })).toEqual([
      `mismatched-id /${map}/@alice:example.org`,
    ]);
  });

  it('drops maps that are not objects, and lets what is beside them stand (M4)', () => {
    const answer = {
      device_keys: 'text',
      master_keys: [],
      self_signing_keys: null,
      user_signing_keys: { [alice]: crossSigningKey(alice, 'user_signing') },
    };

    const restricted = restrictKeyQuery(answer, { [alice]: [] });

    expect(restricted.answer).toEqual({ user_signing_keys: answer.user_signing_keys });
    expect(restricted.findings.map(({ code, severity, pointer }) => [code, severity, pointer])).toEqual([
      ['malformed-entry', 'error', '/device_keys'],
      ['malformed-entry', 'error', '/master_keys'],
      ['malformed-field', 'info', '/self_signing_keys'],
    ]);
  });

  it('drops a user whose devices are not a map (M4)', () => {
    expect(faults({ device_keys: { [alice]: [device(alice, 'ONE')] } }, { [alice]: [] })).toEqual([
      'malformed-entry /device_keys/@alice:example.org',
    ]);
  });

  it.each([[null], [[]], ['text'], [5], [true], [undefined]])('counts %j as {} and reports it (M4)', (answer) => {
    const restricted = restrictKeyQuery(answer, { [alice]: [] });

    expect(restricted.answer).toEqual({});
    expect(restricted.findings).toMatchObject([{ code: 'not-an-object', severity: 'error', pointer: '' }]);
  });

  it('ignores other top-level fields without a finding, and what __proto__ holds (M4)', () => {
    const answer: unknown = JSON.parse('{"failures":{"x":{}},"org.example":1,"__proto__":{"device_keys":{"@b:x":{}}}}');

    expect(restrictKeyQuery(answer, { [alice]: [] })).toEqual({ answer: {}, findings: [] });
  });

  it('shares the entries that stay, with every field that it does not know (W4)', () => {
    const entry = { ...device(alice, 'ONE'), 'org.example.signed': { deep: [1] } };
    const answer = deepFreeze({ device_keys: { [alice]: { ONE: entry, BAD: 1 } } });

    expect(restrictKeyQuery(answer, { [alice]: [] }).answer.device_keys?.[alice]?.['ONE']).toBe(entry);
  });

  it('keeps devices and keys with null in an optional field as they came, with a finding for each null (S4)', () => {
    const named = { ...device(alice, 'NAMED'), unsigned: { device_display_name: null, 'org.example': null } };
    const bare = { ...device(alice, 'BARE'), unsigned: null, 'org.example': null };
    const key = { ...crossSigningKey(alice, 'master'), signatures: null };
    const answer = deepFreeze({
      device_keys: { [alice]: { NAMED: named, BARE: bare } },
      master_keys: { [alice]: key },
    });
    const restricted = restrictKeyQuery(answer, { [alice]: [] });
    expect(restricted.answer.device_keys?.[alice]?.['NAMED']).toBe(named);
    expect(restricted.answer.device_keys?.[alice]?.['BARE']).toBe(bare);
    expect(restricted.answer.master_keys?.[alice]).toBe(key);
    expect(restricted.findings.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`)).toEqual(
      [
        `/device_keys/${alice}/NAMED/unsigned/device_display_name`,
        `/device_keys/${alice}/BARE/unsigned`,
        `/master_keys/${alice}/signatures`,
      ].map((pointer) => `info malformed-field ${pointer}`),
    );
  });

  it('drops what is null itself, and the homeserver’s stays (S4)', () => {
    const homeserver = {
      device_keys: { [alice]: { ONE: device(alice, 'ONE'), TWO: device(alice, 'TWO') } },
      master_keys: { [alice]: crossSigningKey(alice, 'master') },
    };
    const nulls = {
      device_keys: { [alice]: { ONE: null, TWO: { ...device(alice, 'TWO'), keys: null } } },
      master_keys: { [alice]: null },
    };
    for (const answer of [nulls, { device_keys: { [alice]: null } }]) {
      const restricted = restrictKeyQuery(answer, { [alice]: [] });
      expect(restricted.findings.length).toBeGreaterThan(0);
      for (const { severity } of restricted.findings) expect(severity).toBe('error');
      expect(mergeKeyQuery(homeserver, restricted.answer)).toEqual(homeserver);
      expect(mergeKeyQuery(homeserver, answer as unknown as KeyQueryResponse).master_keys).toEqual(
        homeserver.master_keys,
      );
    }
  });

  it('never throws, and gives nothing that is malformed, nothing that was not asked for, and nothing new (M3, M4)', () => {
    fc.assert(
      fc.property(fc.oneof(mutated(keyQueryResponse()), fc.jsonValue()), keyQuery, (value, query) => {
        const { answer, findings } = restrictKeyQuery(deepFreeze(value), deepFreeze(query));

        expect(checkLeniently(isKeyQueryResponse, withoutImpersonators(answer))).not.toHaveProperty('fault');
        for (const users of Object.values(answer)) {
          expect(Object.keys(query)).toEqual(expect.arrayContaining(Object.keys(users)));
        }
        for (const [userId, devices] of Object.entries(answer.device_keys ?? {})) {
          const asked = query[userId as UserId] ?? [];
          expect(asked.length === 0 ? Object.keys(devices) : asked).toEqual(
            expect.arrayContaining(Object.keys(devices)),
          );
        }
        for (const { code, severity, pointer } of findings) {
          expect(at(value, pointer)).toBeDefined();
          if (severity === 'info') {
            // Null in an optional field: it stays in its entry, unless that is dropped for something else (S4).
            expect(at(value, pointer)).toBeNull();
            expect(at(answer, pointer) ?? null).toBeNull();
            continue;
          }
          const isDropped = at(answer, pointer) === undefined || pointer === '';
          expect(isDropped).toBe(code !== 'impersonator-ignored');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('drops exactly what was not asked for from an answer without fault (rule M3)', () => {
    fc.assert(
      fc.property(keyQueryResponse(), keyQuery, (value, query) => {
        const { findings } = restrictKeyQuery(value, query);
        expect(findings.map(({ pointer }) => pointer).sort()).toEqual(notAsked(value, query).sort());
        expect(restrictKeyQuery(restrictKeyQuery(value, query).answer, query).findings).toEqual([]);
      }),
    );
  });
});

/** What is demanded of an answer: a device stays, whatever its impersonator is (M7a). */
function withoutImpersonators({ device_keys: users = {}, ...rest }: KeyQueryResponse): object {
  const mapped = (map: object, change: (entry: object) => object): object =>
    Object.fromEntries(Object.entries(map).map(([name, entry]) => [name, change(entry as object)]));
  const device_keys = mapped(users, (devices) => mapped(devices, (device) => withoutImpersonator({ ...device })));
  return { ...rest, device_keys };
}

/** What a pointer points to; `undefined` for nothing. */
function at(value: unknown, pointer: string): unknown {
  const steps = pointer.split('/').slice(1);
  return steps.reduce<unknown>((found, step) => {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    return typeof found === 'object' && found !== null && Object.hasOwn(found, name)
      ? (found as Record<string, unknown>)[name]
      : undefined;
  }, value);
}

function notAsked(response: object, query: KeyQuery): string[] {
  const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
  return Object.entries(response).flatMap(([map, users]) =>
    Object.entries(users as Record<UserId, object>).flatMap(([userId, entry]) => {
      const asked = query[userId as UserId];
      if (asked === undefined) {
        return [`/${map}/${userId}`];
      }
      const unwanted = Object.keys(entry).filter((deviceId) => asked.length > 0 && !asked.includes(deviceId));
      return map === 'device_keys' ? unwanted.map((deviceId) => `/${map}/${userId}/${escaped(deviceId)}`) : [];
    }),
  );
}

describe('restrictKeyQuery, of a device that names an impersonator', () => {
  const asked: KeyQuery = { [ghost]: [], [puppet]: [] };
  const answerOf = (device: DeviceKeys): object => deepFreeze({ device_keys: { [ghost]: { ZVYTEW6WS0: device } } });

  it.each(impersonatorFields)('leaves both examples of the draft as they are, under the name %s (M7a)', (field) => {
    const examples = deepFreeze(draftExamples(field));
    expect(isKeyQueryResponse(examples)).toBe(true);
    const { answer, findings } = restrictKeyQuery(examples, asked);
    expect(answer.device_keys).toBe(examples.device_keys);
    expect(findings).toEqual([]);
  });

  it.each(countedImpersonators)('reports no fault of %s (M7a)', (_what, changes) => {
    const answer = answerOf(ghostDevice(changes));
    const restricted = restrictKeyQuery(answer, asked);
    expect(restricted.answer).toEqual(answer);
    expect(restricted.findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it.each(ignoredImpersonators)(
    'keeps a device with %s as it is, and reports it (M7a, M4)',
    (_what, changes, field) => {
      const answer = answerOf(ghostDevice(changes));
      const restricted = restrictKeyQuery(answer, asked);
      expect(restricted.answer).toEqual(answer);
      expect(restricted.findings.filter(({ severity }) => severity !== 'info')).toEqual([
        {
          code: 'impersonator-ignored',
          severity: 'warning',
          pointer: `/device_keys/${ghost}/ZVYTEW6WS0/${field}`,
          message: expect.stringMatching(/does not count/) as string,
        },
      ]);
    },
  );

  it('still drops one that is malformed elsewhere, and says what is wrong there (M4)', () => {
    const answer = answerOf(ghostDevice({ impersonator: 1, signatures: null }));
    const { findings } = restrictKeyQuery(answer, asked);
    expect(findings).toMatchObject([
      {
        code: 'malformed-entry',
        pointer: `/device_keys/${ghost}/ZVYTEW6WS0`,
        message: expect.stringMatching(/signatures/) as string,
      },
    ]);
  });

  it('never takes the impersonator for the owner: a device under the impersonator’s name is dropped (M4)', () => {
    const { impersonator } = ghostDevice();
    const answer = { device_keys: { [impersonator.user_id]: { ZVYTEW6WS0: ghostDevice() } } };
    expect(faults(answer, { [impersonator.user_id]: [] })).toEqual([
      `mismatched-id /device_keys/${impersonator.user_id}/ZVYTEW6WS0`,
    ]);
  });
});
