import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Guard,
  isCrossSigningKey,
  isCrossSigningKeyUpload,
  isDeviceKeys,
  isKeyQuery,
  isOneTimeKey,
} from '../generated/validators/index.js';
import { checkLeniently, firstFault } from '../src/lenient-check.js';
import { deepFreeze } from './helpers/deep-freeze.js';

const device = {
  user_id: '@ann:example.org',
  device_id: 'GHOST',
  algorithms: ['m.olm.v1.curve25519-aes-sha2'],
  keys: { 'ed25519:GHOST': 'key' },
  signatures: { '@ann:example.org': { 'ed25519:GHOST': 'signature' } },
};
const key = { user_id: '@ann:example.org', usage: ['master'], keys: { 'ed25519:A': 'A' } };

describe('checkLeniently', () => {
  it.each<[string, Guard<unknown>, object, string[][]]>([
    ['a map', isDeviceKeys, { ...device, unsigned: null }, [['unsigned']]],
    [
      'a field in a map',
      isDeviceKeys,
      { ...device, unsigned: { device_display_name: null, other: null } },
      [['unsigned', 'device_display_name']],
    ],
    ['signatures that need not be there', isCrossSigningKey, { ...key, signatures: null }, [['signatures']]],
    ['a boolean', isOneTimeKey, { key: 'a', signatures: {}, fallback: null }, [['fallback']]],
    [
      'several',
      isCrossSigningKeyUpload,
      { master_key: { ...key, signatures: null }, self_signing_key: null, auth: { session: null } },
      [['master_key', 'signatures'], ['self_signing_key'], ['auth', 'session']],
    ],
    ['nothing at all', isDeviceKeys, device, []],
  ])('takes null for an absent field where it is optional, and changes nothing: %s (S4)', (_, guard, value, nulls) => {
    const check = checkLeniently(guard, deepFreeze(value));
    expect(check).toEqual({ nulls: expect.arrayContaining(nulls) as unknown });
    expect('nulls' in check && check.nulls).toHaveLength(nulls.length);
  });

  it.each<[string, Guard<unknown>, unknown, string[], RegExp]>([
    [
      'of a field that must be there',
      isDeviceKeys,
      { ...device, device_id: null },
      ['device_id'],
      /string, but is null/,
    ],
    ['of a map that must be there', isDeviceKeys, { ...device, signatures: null }, ['signatures'], /but is null/],
    ['of an entry of a map', isDeviceKeys, { ...device, keys: { a: 'b', c: null } }, ['keys', 'c'], /but is null/],
    [
      'of an entry of a map of users',
      isDeviceKeys,
      { ...device, signatures: { '@ann:example.org': null } },
      ['signatures', '@ann:example.org'],
      /but is null/,
    ],
    ['of the only entry of a map', isCrossSigningKey, { ...key, keys: { a: null } }, ['keys', 'a'], /but is null/],
    [
      'called __proto__',
      isDeviceKeys,
      JSON.parse(JSON.stringify(device).replace('"ed25519:GHOST":"key"', '"__proto__":null')),
      ['keys', '__proto__'],
      /but is null/,
    ],
    ['of a member of a list', isDeviceKeys, { ...device, algorithms: ['a', null] }, ['algorithms', '1'], /but is null/],
    ['of the whole', isDeviceKeys, null, [], /object, but is null/],
    ['and what is wrong otherwise', isDeviceKeys, { ...device, unsigned: 5 }, ['unsigned'], /but is a number/],
    [
      'beside what is wrong otherwise',
      isDeviceKeys,
      { ...device, unsigned: null, keys: 5 },
      ['keys'],
      /but is a number/,
    ],
    ['before what is missing', isDeviceKeys, { ...device, unsigned: null, keys: undefined }, [], /'keys'/],
  ])('refuses null in the place %s (S4)', (_, guard, value, path, message) => {
    expect(checkLeniently(guard, value)).toEqual({
      fault: { path, message: expect.stringMatching(message) as unknown },
    });
  });

  it('comes to an end, and accepts nothing but what the guard accepts without its nulls', () => {
    const anything = fc.json({ maxDepth: 4 }).map((text): unknown => JSON.parse(text));
    const optional = fc.constantFrom(
      undefined,
      null,
      {},
      { device_display_name: null },
      { device_display_name: 'a' },
      5,
    );
    const devices = fc.record({ unsigned: optional, impersonator: fc.option(anything), keys: fc.option(anything) });
    fc.assert(
      fc.property(devices, (fields) => {
        const value: unknown = JSON.parse(JSON.stringify({ ...device, ...fields }));
        const check = checkLeniently(isDeviceKeys, value);
        const bare = withoutAll(value, 'nulls' in check ? check.nulls : []);
        expect(isDeviceKeys(bare)).toBe('nulls' in check);
      }),
    );
  });
});

describe('firstFault', () => {
  it('gives the fault of the value, whatever the guard was given meanwhile (S6)', async () => {
    const asked = async (value: unknown): Promise<string> => {
      if (isKeyQuery(value)) return 'valid';
      await Promise.resolve();
      return firstFault(isKeyQuery, value).pointer;
    };
    expect(await Promise.all([asked({ '@a': 1 }), asked({}), asked({ '@b': 1 })])).toEqual(['/@a', 'valid', '/@b']);
  });

  it('has no more than a word for a value in which the guard finds nothing', () => {
    expect(firstFault(isKeyQuery, {})).toEqual({ pointer: '', message: 'is not valid' });
  });
});

function withoutAll(value: unknown, paths: readonly (readonly string[])[]): unknown {
  const copy = structuredClone(value);
  for (const path of paths) {
    let parent = copy as Record<string, unknown>;
    for (const step of path.slice(0, -1)) parent = parent[step] as Record<string, unknown>;
    expect(parent[path.at(-1) ?? '']).toBeNull();
    // oxlint-disable-next-line typescript/no-dynamic-delete -- a copy of a map
    delete parent[path.at(-1) ?? ''];
  }
  return copy;
}
