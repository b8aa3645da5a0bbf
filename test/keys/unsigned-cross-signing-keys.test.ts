import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unsignedCrossSigningKeys } from '../../src/keys/unsigned-cross-signing-keys.js';
import type { KeyQueryResponse, UserId } from '../../src/types.js';
import { crossSigningKeyOf } from '../helpers/appservices.js';
import { keyQueryResponse, mutated, userIds } from '../helpers/key-arbitraries.js';

const ann: UserId = '@ann:example.org';

describe('unsignedCrossSigningKeys', () => {
  it.each(['self_signing', 'user_signing'] as const)(
    'reports a %s key without the master key’s signature (rule M8)',
    (usage) => {
      const response: KeyQueryResponse = {
        master_keys: { [ann]: crossSigningKeyOf(ann, 'master') },
        [`${usage}_keys`]: { [ann]: crossSigningKeyOf(ann, usage, 'another') },
      };
      expect(unsignedCrossSigningKeys(response, [ann])).toMatchObject([
        { code: 'unsigned-cross-signing-key', pointer: `/${usage}_keys/${ann}` },
      ]);
    },
  );

  it('reports a key without any signatures (M8)', () => {
    const response: KeyQueryResponse = {
      master_keys: { [ann]: crossSigningKeyOf(ann, 'master') },
      self_signing_keys: { [ann]: crossSigningKeyOf(ann, 'self_signing') },
    };
    expect(unsignedCrossSigningKeys(response, [ann])).toHaveLength(1);
  });

  it('reports nothing where the master key has signed both, or there is no master key (M8)', () => {
    const signed: KeyQueryResponse = {
      self_signing_keys: { [ann]: crossSigningKeyOf(ann, 'self_signing', 'master') },
      user_signing_keys: { [ann]: crossSigningKeyOf(ann, 'user_signing', 'master') },
    };
    expect(
      unsignedCrossSigningKeys({ ...signed, master_keys: { [ann]: crossSigningKeyOf(ann, 'master') } }, [ann]),
    ).toEqual([]);
    expect(unsignedCrossSigningKeys(signed, [ann])).toEqual([]);
  });

  it('looks at the users it is given alone', () => {
    const response: KeyQueryResponse = {
      master_keys: { [ann]: crossSigningKeyOf(ann, 'master') },
      self_signing_keys: { [ann]: crossSigningKeyOf(ann, 'self_signing') },
    };
    expect(unsignedCrossSigningKeys(response, ['@ben:example.org'])).toEqual([]);
  });

  it('never throws, whatever the homeserver’s store holds', () => {
    fc.assert(
      fc.property(mutated(keyQueryResponse()), (response) => {
        expect(Array.isArray(unsignedCrossSigningKeys((response ?? {}) as KeyQueryResponse, userIds))).toBe(true);
      }),
    );
  });
});
