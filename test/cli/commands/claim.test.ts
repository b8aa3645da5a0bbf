import { describe, expect, it } from 'vitest';
import { createClaimLedger } from '../../../src/appservice/index.js';
import type { KeyClaim, KeyClaimResponse } from '../../../src/types.js';
import { ircBridge } from '../irc-bridge.js';
import { fixture, runCli } from '../run-cli.js';

const file = fixture('registration.yaml');
const ann = '@_irc_ann:example.org';

describe('claim', () => {
  it('claims as many keys as the algorithm is given, and counts what a homeserver takes (C2, C4)', async () => {
    const ledger = createClaimLedger();
    const fallback = { key: 'fallback', fallback: true, signatures: {} };
    await ledger.add(ann, 'GHOST', { 'curve25519:A': 'a', 'curve25519:B': 'b', 'signed_curve25519:F': fallback });
    const fetch = ircBridge({ claimKeys: (claim) => ledger.claim(claim) });
    const algorithms = ['curve25519', 'curve25519', 'curve25519', 'signed_curve25519'];
    const { status, stdout } = await runCli(['claim', file, ann, 'GHOST', ...algorithms], { fetch });
    expect(status).toBe(0);
    expect(stdout).toContain('"curve25519:A": "a"');
    expect(stdout).toContain('\n  curve25519         2 of 3 one-time keys\n');
    expect(stdout).toContain('\n  signed_curve25519  0 of 1 one-time key, and a fallback key\n');
  });

  it('asks for signed_curve25519 where no algorithm is given', async () => {
    const claims: KeyClaim[] = [];
    const claimKeys = (claim: KeyClaim): KeyClaimResponse => {
      claims.push(claim);
      return {};
    };
    const { json } = await runCli(['claim', file, ann, '__proto__', '--json'], { fetch: ircBridge({ claimKeys }) });
    expect(JSON.stringify(claims)).toBe(`[{"${ann}":{"__proto__":["signed_curve25519"]}}]`);
    expect(json()).toMatchObject({
      ok: true,
      answer: {},
      keys: [{ algorithm: 'signed_curve25519', asked: 1, oneTimeKeys: 0, fallbackKeys: 0 }],
      requests: [{ method: 'POST', status: 200, durationMs: 8 }],
    });
  });

  it('says what a homeserver would drop, and warns of a user who is not the appservice’s (C4, G1)', async () => {
    const claimKeys = (): KeyClaimResponse => ({
      '@eve:example.org': { A: { 'curve25519:A': 'a', 'curve25519:B': 'b' } },
    });
    const args = ['claim', file, '@eve:example.org', 'A', 'curve25519', '--json'];
    const { status, json } = await runCli(args, { fetch: ircBridge({ claimKeys }) });
    expect(status).toBe(1);
    expect(json()).toMatchObject({ findings: [{ code: 'key-beyond-count' }, { code: 'user-not-exclusive' }] });
  });

  it('is sent once where its fate is unknown (N3)', async () => {
    let requests = 0;
    const fetch = (): Promise<never> => {
      requests += 1;
      return Promise.reject(new TypeError('the connection broke'));
    };
    const { status, json } = await runCli(['claim', file, ann, 'GHOST', '--json'], { fetch });
    expect([status, requests]).toEqual([1, 1]);
    expect(json()).toMatchObject({ answer: null, keys: [], requests: [{ method: 'POST' }] });
  });
});
