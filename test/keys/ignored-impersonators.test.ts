import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecretHider, hideNothing } from '../../src/hide-secrets.js';
import { ignoredImpersonators } from '../../src/keys/ignored-impersonators.js';
import type { DeviceKeys, KeyQueryResponse } from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import {
  countedImpersonators,
  draftExamples,
  ghost,
  ghostDevice,
  ignoredImpersonators as ignored,
  puppet,
} from '../helpers/impersonated.js';
import { keyQueryResponse, mutated, userIds } from '../helpers/key-arbitraries.js';

const responseWith = (device: DeviceKeys): KeyQueryResponse =>
  deepFreeze({ device_keys: { [ghost]: { ZVYTEW6WS0: device } } });

describe('ignoredImpersonators', () => {
  it.each(ignored)('reports a device with %s (M7a)', (_what, changes, field) => {
    expect(ignoredImpersonators(responseWith(ghostDevice(changes)), {}, [ghost], hideNothing)).toEqual([
      {
        code: 'impersonator-ignored',
        severity: 'warning',
        pointer: `/device_keys/${ghost}/ZVYTEW6WS0/${field}`,
        message: expect.stringMatching(/^this impersonator does not count, so its signatures are removed: ./) as string,
      },
    ]);
  });

  it('reports neither example of the draft, nor any impersonator that counts (M7a)', () => {
    expect(ignoredImpersonators(draftExamples(), {}, [ghost, puppet], hideNothing)).toEqual([]);
    for (const [, changes] of countedImpersonators) {
      expect(ignoredImpersonators(responseWith(ghostDevice(changes)), {}, [ghost], hideNothing)).toEqual([]);
    }
  });

  it('passes over other users, and devices that have been reported', () => {
    const response = responseWith(ghostDevice({ impersonator: 1 }));
    expect(ignoredImpersonators(response, {}, [puppet], hideNothing)).toEqual([]);
    expect(ignoredImpersonators(response, response, [ghost], hideNothing)).toEqual([]);
    expect(ignoredImpersonators(response, draftExamples(), [ghost], hideNothing)).toEqual([]);
    const others = { device_keys: { [ghost]: {} } };
    expect(ignoredImpersonators(response, others, [ghost], hideNothing)).toHaveLength(1);
  });

  it('shows no secret, neither in a pointer nor in a message (S5)', () => {
    const { impersonator } = ghostDevice();
    const keys = { ...impersonator.keys, 'ed25519:top-secret': 1 };
    const device = ghostDevice({ impersonator: { ...impersonator, keys } });
    const response = { device_keys: { [ghost]: { 'top-secret': device } } };
    const findings = ignoredImpersonators(response, {}, [ghost], createSecretHider(['top-secret']));
    expect(findings).toHaveLength(1);
    expect(JSON.stringify(findings)).not.toContain('top-secret');
  });

  it('never throws, whatever the homeserver’s store holds', () => {
    const responses = mutated(keyQueryResponse()).filter((value) => typeof value === 'object' && value !== null);
    fc.assert(
      fc.property(responses, (response) => {
        ignoredImpersonators(deepFreeze(response), {}, userIds, hideNothing);
      }),
      { numRuns: 300 },
    );
  });
});
