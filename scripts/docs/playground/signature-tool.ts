import type { JsonDocument } from '../../../src/cli/json/json-document.js';
import { remarksOf } from '../../../src/cli/print/finding-lines.js';
import { parseXMatrix } from '../../../src/federation/x-matrix.js';
import { verifyRequest } from '../../../src/federation/verify-request.js';
import { isJsonObject } from '../../../src/json-objects.js';
import { signatureRows, keyQueryRows, type SignatureRow } from './check-signatures.js';
import { counted, isOutcome, readJsonField, remarksPart, sentence } from './json-input.js';
import type { Line, Outcome, Tool, Values } from './outcome.js';

/** Checks the signatures of keys, of any signed JSON, and of requests between homeservers. */
export const signatureTool: Tool = { id: 'signature', run: runSignature };

async function runSignature(values: Values): Promise<Outcome> {
  try {
    return values['of'] === 'request' ? await outcomeOfRequest(values) : await outcomeOfKeys(values);
  } catch (error) {
    // The checks never reject because of what they check.
    if (!isWithoutEd25519(error)) throw error;
    const lines = ['A newer browser can. So may this one, if the page comes from the disk or by https.'];
    const summary = 'This browser cannot check ed25519 signatures here.';
    return { state: 'note', summary, parts: [{ kind: 'text', lines }] };
  }
}

function isWithoutEd25519(error: unknown): boolean {
  return !globalThis.isSecureContext || (error instanceof DOMException && error.name === 'NotSupportedError');
}

async function outcomeOfKeys({ object = '', publicKeys = '' }: Values): Promise<Outcome> {
  if (object.trim() === '') return { state: 'note', summary: 'Paste signed keys, or take an example.', parts: [] };
  const document = readJsonField('object', object);
  if (isOutcome(document)) return document;
  const { value } = document;
  if (!isJsonObject(value)) return { state: 'bad', summary: 'Only an object can be signed.', parts: [] };
  const isKeyQuery = ['device_keys', 'master_keys', 'self_signing_keys'].some((map) => isJsonObject(value[map]));
  const rows =
    isKeyQuery && !('signatures' in value) ? await keyQueryRows(value) : await signatureRows(value, publicKeys);
  return outcomeOf(document, rows);
}

function outcomeOf(document: JsonDocument, rows: readonly SignatureRow[]): Outcome {
  const count = (state: SignatureRow['state']): number => rows.filter((row) => row.state === state).length;
  const [good, bad, unknown] = [count('holds'), count('fails'), count('unknown')];
  const counts = [
    [good, 'holds', 'hold'],
    [bad, 'does not hold', 'do not hold'],
    [unknown, 'cannot be checked', 'cannot be checked'],
  ] as const;
  const parts = counts
    .filter(([number]) => number > 0)
    .map(([number, one, several], i) =>
      i === 0 ? counted(number, `signature ${one}`, `signatures ${several}`) : counted(number, one, several),
    );
  const shown = rows
    .slice(0, mostRows)
    .map(({ what, by, state, reason }): Line[] => [what, by, words[state], sentence(reason)]);
  return {
    state: rows.length === 0 || bad > 0 ? 'bad' : unknown > 0 ? 'note' : 'good',
    summary: rows.length === 0 ? 'There is no signature in it.' : `${parts.join(', ')}.`,
    parts: [
      ...(rows.length === 0
        ? []
        : [{ kind: 'table' as const, title: 'Signatures', head: ['of', 'by', 'holds', 'because'], rows: shown }]),
      ...remarksPart('Remarks', remarksOf(document)),
    ],
  };
}

const mostRows = 500;

const words: Readonly<Record<SignatureRow['state'], string>> = { holds: 'yes', fails: 'no', unknown: 'unknown' };

async function outcomeOfRequest(values: Values): Promise<Outcome> {
  const { authorization = '', target = '', method = '', body = '', serverName = '', publicKey = '' } = values;
  const given = authorization.trim().replace(/^authorization:\s*/i, '');
  if (given === '') return { state: 'note', summary: 'Paste an Authorization header, or take an example.', parts: [] };
  const header = parseXMatrix(given);
  if (header === undefined) return { state: 'bad', summary: 'This is not a valid X-Matrix header.', parts: [] };
  const { origin, destination = serverName.trim(), key } = header;
  const rows: Line[][] = [
    ['sender', `\`${origin}\``],
    ['receiver', `\`${header.destination ?? 'not named'}\``],
    ['key ID', `\`${key}\``],
  ];
  const table = { kind: 'table' as const, title: 'The header', head: ['part', 'value'], rows };
  if (publicKey.trim() === '') {
    const summary = `Give the key ${key} of ${origin} to check the signature.`;
    const lines = [`A homeserver publishes its keys under \`/_matrix/key/v2/server\`.`];
    return { state: 'note', summary, parts: [{ kind: 'text', lines }, table] };
  }
  const verdict = await verifyRequest({
    method: method.trim() === '' ? 'GET' : method.trim(),
    target: target.trim(),
    authorization: given,
    body: new TextEncoder().encode(body.trim()),
    serverName: serverName.trim() === '' ? destination : serverName.trim(),
    keysOf: () => Promise.resolve({ key: publicKey.trim() }),
  });
  if (verdict.valid)
    return { state: 'good', summary: `The signature holds: ${origin} sent this request.`, parts: [table] };
  const { status, errcode, reason } = verdict;
  const lines = [sentence(reason), `A homeserver answers it with ${status} \`${errcode}\`.`];
  return {
    state: 'bad',
    summary: 'The signature does not hold.',
    parts: [{ kind: 'text', title: 'Why', lines }, table],
  };
}
