import { inTurns } from '../async/turns.js';
import type { Finding } from '../findings.js';
import { jsonResponse, matrixErrorResponse, type HttpResponse } from '../http/matrix-response.js';
import { jsonText } from '../json-text.js';
import { jsonDigest } from '../transactions/json-digest.js';
import { findNewParts, type NewParts } from '../transactions/new-parts.js';
import type { Transaction } from '../types.js';
import { answerInTime } from './answer-with.js';
import type { TransactionDelivery } from './deliver-transaction.js';
import { reportContext } from './contexts.js';
import type { ReportContext } from './handler-options.js';
import type { Inbox } from './inbox.js';
import { hasContent, keyLevelsOf, readRepeat, type KeyLevels } from './read-repeat.js';
import { readTransactionBody } from './request-body.js';
import type { Settings } from './settings.js';
import { isStorableName } from './storable-name.js';

/** The text that an inbox keeps of a transaction. */
export interface KeptTransaction {
  readonly transaction: Transaction;
  readonly findings: readonly Finding[];
}

/**
 * Writes transactions down before they are acknowledged (R1): each event and message of an ID once (T7).
 *
 * One that cannot be written is answered 503, and the homeserver sends it again (R3). The deadline ends a request's wait with a 504; if
 * the transaction is written all the same, its repeat brings nothing new.
 *
 * @rule R1
 */
export function createTransactionReceipt(inbox: Pick<Inbox, 'accept'>, settings: Settings): TransactionDelivery {
  const { hide, reportError, reportFinding } = settings;
  let latest: { readonly id: string; readonly levels: KeyLevels } | undefined;

  async function receive(id: string, body: Uint8Array, context: ReportContext): Promise<HttpResponse> {
    const read = readTransactionBody(body, hide);
    if (!read.ok) return read.refusal;
    const { transaction, findings } = read.value;
    let kept: KeptTransaction | undefined;
    try {
      const all = await inTurns(findNewParts(transaction, []));
      const { digests, partOf } = digestsOf(all.parts);
      await inbox.accept({
        id,
        digests,
        compose: (fresh, isRepeat) => {
          const found = fresh.size === digests.length ? all : withoutEarlier(transaction, digests, fresh, partOf);
          kept = isRepeat
            ? repeated(transaction, found, findings, latest?.id === id ? latest.levels : undefined)
            : hasContent(transaction)
              ? { transaction, findings }
              : undefined;
          return kept && jsonText(kept);
        },
      });
    } catch (error) {
      reportError(error, context);
      return unwrittenAnswer();
    }
    latest = { id, levels: keyLevelsOf(transaction) };
    for (const finding of kept?.findings ?? findings) {
      // Of a repetition only what is thrown away: the rest of it was reported the first time.
      if (kept || finding.severity === 'error') reportFinding(finding, context);
    }
    return jsonResponse(200, '{}');
  }

  return (id, body) => {
    const context = reportContext(id);
    return answerInTime(receive(id, body, context), context, settings);
  };
}

/**
 * The answer to a transaction that could not be written down: no acknowledgement, so the homeserver sends it again.
 *
 * @rule R3
 */
function unwrittenAnswer(): HttpResponse {
  return matrixErrorResponse(503, 'M_UNKNOWN', 'the transaction could not be written down');
}

/** Reads a transaction whose ID came before; `undefined` where there is nothing to deliver. */
function repeated(
  transaction: Transaction,
  found: NewParts,
  findings: readonly Finding[],
  latest: KeyLevels | undefined,
): KeptTransaction | undefined {
  const { transaction: fresh, finding } = readRepeat(transaction, found, undefined, latest);
  return fresh && { transaction: fresh, findings: finding ? [finding, ...findings] : findings };
}

/** The names under which a store remembers parts: equal parts, which may come several times, are numbered. */
function digestsOf(parts: readonly string[]): { digests: string[]; partOf: ReadonlyMap<string, string> } {
  const times = new Map<string, number>();
  const partOf = new Map<string, string>();
  for (const part of parts) {
    const count = (times.get(part) ?? 0) + 1;
    times.set(part, count);
    const name = isStorableName(part) ? part : `id ${jsonDigest(part)}`;
    // An event's ID, of whatever form, is known however often it comes.
    partOf.set(isDigest(part) ? `${name} ${count}` : name, part);
  }
  return { digests: [...partOf.keys()], partOf };
}

/** Tells the digest of something without an ID from an ID. One that looks like it costs nothing but its number. */
function isDigest(part: string): boolean {
  return /^(event|ephemeral|message) [0-9a-f]{16}$/.test(part);
}

function withoutEarlier(
  transaction: Transaction,
  digests: readonly string[],
  fresh: ReadonlySet<string>,
  partOf: ReadonlyMap<string, string>,
): NewParts {
  const earlier = digests.flatMap((digest) => (fresh.has(digest) ? [] : [partOf.get(digest) ?? digest]));
  const steps = findNewParts(transaction, earlier);
  // Inside the store's transaction nothing is given a turn.
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
