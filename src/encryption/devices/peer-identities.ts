import { type OlmMachine, OtherUserIdentity, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { Finding } from '../../findings.js';

/** The most reports that are remembered. */
const mostReported = 10_000;

/**
 * Makes the watch over other people's identities, for a machine that was just opened. A new master key in the place of one that was seen
 * before is reported, once for all machines, and taken: it stops nothing (E4).
 */
export function createIdentityWatch(reportFinding: (finding: Finding) => void): (olm: OlmMachine) => void {
  const reported = new Set<string>();

  function report(userId: string, masterKey: string): void {
    const name = JSON.stringify([userId, masterKey]);
    if (reported.has(name) || reported.size >= mostReported) return;
    reported.add(name);
    const message =
      `${userId} has a new cryptographic identity: its cross-signing keys were reset. Messages go on. ` +
      'If the user knows nothing of it, somebody else may have taken over the account';
    reportFinding({ code: 'identity-changed', severity: 'warning', pointer: '', message });
  }

  return (olm) => {
    olm.registerUserIdentityUpdatedCallback(async (id) => {
      const userId = id.toString();
      try {
        const identity = await olm.getIdentity(new UserId(userId));
        if (!(identity instanceof OtherUserIdentity) || !identity.identityNeedsUserApproval()) return;
        report(userId, identity.masterKey);
        await identity.pinCurrentMasterKey();
      } catch {
        // The machine was closed meanwhile. It will tell when it is open again.
      }
    });
  };
}
