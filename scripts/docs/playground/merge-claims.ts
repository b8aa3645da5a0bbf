import { isKeyClaim, isKeyClaimResponse } from '../../../generated/validators/index.js';
import { CliError } from '../../../src/cli/cli-error.js';
import { faultInDocument } from '../../../src/cli/document-fault.js';
import type { JsonDocument } from '../../../src/cli/json/json-document.js';
import { placeFindings, type PlacedFinding, remarksOf } from '../../../src/cli/print/finding-lines.js';
import { type Finding, jsonPointer } from '../../../src/findings.js';
import { claimInOrder, type HeldKeys } from '../../../src/homeserver/claim-in-order.js';
import { filterKeys } from '../../../src/homeserver/claim-maps.js';
import { isUserId } from '../../../src/identifiers.js';
import { isJsonObject, own, setOwn } from '../../../src/json-objects.js';
import { algorithmOf, isFallbackKey } from '../../../src/keys/key-id.js';
import { restrictKeyClaim } from '../../../src/keys/restrict-key-claim.js';
import type { KeyClaim, KeyClaimResponse } from '../../../src/types.js';

/** The origin of a key of a merged answer to a claim. */
export interface ClaimedKeyOrigin {
  readonly user: string;
  readonly device: string;
  /** Key ID. */
  readonly key: string;
  readonly from: 'the homeserver' | 'the appservice';
  readonly isFallback: boolean;
}

/** A merged answer to a key claim. */
interface MergedClaims {
  readonly answer: KeyClaimResponse;
  readonly origins: readonly ClaimedKeyOrigin[];
  readonly findings: readonly PlacedFinding[];
}

/** Answers to a key claim, and what they are merged for. */
interface ClaimInput {
  readonly homeserver: JsonDocument;
  readonly appservice: JsonDocument;
  /** Claim. Default: one for every key in the two answers. */
  readonly query?: JsonDocument | undefined;
  /** Tells whether each algorithm gets a fallback key, too (C5). */
  readonly includeFallback: boolean;
}

/**
 * Merges two answers to a key claim as the key proxy does (C1): one-time keys of the homeserver, those of the appservice for
 * the rest, and fallback keys where keys are still missing.
 *
 * @throws {CliError} for a document that is no answer, or no claim.
 */
export async function mergeClaimDocuments(input: ClaimInput): Promise<MergedClaims> {
  const { homeserver, appservice, query, includeFallback } = input;
  const { value: own } = homeserver;
  if (!isKeyClaimResponse(own)) throw faulty(homeserver, 'an answer to a key claim', isKeyClaimResponse);
  if (query !== undefined && !isKeyClaim(query.value)) throw faulty(query, 'a key claim', isKeyClaim);
  const claim = query === undefined ? claimFor([own, appservice.value]) : (query.value as KeyClaim);
  const findings: Finding[] = [];
  const held = filterKeys(own, (key) => !isFallbackKey(key));
  const spare = filterKeys(own, isFallbackKey);
  const local: HeldKeys = {
    claimKeys: () => Promise.resolve(held),
    fallbackKeys: () => Promise.resolve(spare),
  };
  const answer = await claimInOrder(claim, includeFallback, local, {
    claimKeys: (asked) => {
      const restricted = restrictKeyClaim(appservice.value, asked);
      findings.push(...restricted.findings);
      return Promise.resolve(restricted.answer);
    },
    reportLostKeys: (keys, message) => {
      for (const { user, device, key } of originsIn(keys, {})) {
        findings.push({
          code: 'claimed-key-lost',
          severity: 'error',
          pointer: jsonPointer(user, device, key),
          message,
        });
      }
    },
  });
  const placed = [...placeFindings(findings, appservice), ...remarksOf(homeserver), ...remarksOf(appservice)];
  return { answer, origins: originsIn(answer, own), findings: placed };
}

function originsIn(answer: KeyClaimResponse, held: KeyClaimResponse): ClaimedKeyOrigin[] {
  return Object.entries(answer).flatMap(([user, devices]) =>
    Object.entries(devices).flatMap(([device, keys]) =>
      Object.entries(keys).map(([key, value]): ClaimedKeyOrigin => {
        const isHeld = own(own(own(held, user), device), key) === value;
        const from = isHeld ? 'the homeserver' : 'the appservice';
        return { user, device, key, from, isFallback: isFallbackKey(value) };
      }),
    ),
  );
}

/** Makes the claim that the answers would fit: each key of each device once. */
function claimFor(answers: readonly unknown[]): KeyClaim {
  const claim: Record<`@${string}`, Record<string, string[]>> = {};
  for (const answer of answers) {
    for (const [user, devices] of entriesOf(answer)) {
      if (!isUserId(user)) continue;
      const ofUser = own(claim, user) ?? {};
      setOwn(claim, user, ofUser);
      for (const [device, keys] of entriesOf(devices)) {
        const algorithms = entriesOf(keys).flatMap(([key]) => algorithmOf(key) ?? []);
        setOwn(ofUser, device, [...(own(ofUser, device) ?? []), ...algorithms]);
      }
    }
  }
  return claim;
}

function entriesOf(map: unknown): [string, unknown][] {
  return isJsonObject(map) ? Object.entries(map) : [];
}

function faulty(document: JsonDocument, what: string, guard: Parameters<typeof faultInDocument>[1]): CliError {
  const { pointer = '', expected = '', found = '', line = 1, column = 1 } = faultInDocument(document, guard) ?? {};
  const where = pointer === '' ? 'at the top' : `at ${pointer}`;
  return new CliError(
    'CONTENT',
    `${document.name}:${line}:${column}: not ${what}: ${where}, expected ${expected}; found ${found}`,
  );
}
