import { isMatrixAppserviceError, type ConnectionErrorCode } from '../errors.js';
import { FindingCollector, jsonPointer, type Finding, type FindingSeverity } from '../findings.js';
import type { HideSecrets } from '../hide-secrets.js';
import type { KeyClaim, KeyClaimResponse } from '../types.js';

/** Keys claimed from an appservice that reach no one. */
export interface LostKeys {
  readonly count: number;
  readonly findings: readonly Finding[];
}

/** Collects keys that an appservice gave but that cannot be given out: a finding for each, under its ID. */
export function lostKeys(keys: KeyClaimResponse, message: string, hide: HideSecrets): LostKeys {
  return collect(keys, 'error', hide, (keysById) => Object.keys(keysById).map((name) => ({ name, count: 1, message })));
}

/**
 * Collects the keys of a claim that was sent and has no usable answer: a finding for each device and algorithm.
 *
 * A claim is not sent again, so they are gone if the appservice has given them (N3).
 */
export function possiblyLostKeys(claim: KeyClaim, hide: HideSecrets): LostKeys {
  return collect(claim, 'warning', hide, (algorithms) =>
    [...new Set(algorithms)].map((name) => {
      const count = algorithms.filter((algorithm) => algorithm === name).length;
      return { name, count, message: `${count} claimed without an answer; the appservice may have given as many` };
    }),
  );
}

/** Keys of one device that share a finding. */
interface Loss {
  /** Key ID, or an algorithm if no ID is known. */
  readonly name: string;
  readonly count: number;
  readonly message: string;
}

function collect<T>(
  byDevice: Readonly<Record<string, Readonly<Record<string, T>>>>,
  severity: FindingSeverity,
  hide: HideSecrets,
  lossesOf: (of: T) => readonly Loss[],
): LostKeys {
  const findings = new FindingCollector(hide);
  let total = 0;
  for (const [userId, devices] of Object.entries(byDevice)) {
    for (const [deviceId, of] of Object.entries(devices)) {
      for (const { name, count, message } of lossesOf(of)) {
        total += count;
        findings.push({ code: 'claimed-key-lost', severity, pointer: jsonPointer(userId, deviceId, name), message });
      }
    }
  }
  return { count: total, findings: findings.list() };
}

/** The runtime's codes for a connection that was never made, so that the request cannot have arrived. */
const neverConnected: ReadonlySet<ConnectionErrorCode> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Tells whether a failed claim may have cost keys: not if it was not sent, or was refused. */
export function mayHaveGivenKeys(reason: unknown): boolean {
  if (!isMatrixAppserviceError(reason)) return true;
  switch (reason.name) {
    case 'BackingOffError':
    case 'QueueFullError':
    case 'UnrecognizedEndpointError':
      return false;
    case 'MatrixHttpError':
      return reason.status >= 500;
    case 'ConnectionError':
      return !neverConnected.has(reason.code);
    default:
      return true;
  }
}
