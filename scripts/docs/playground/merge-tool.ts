import type { JsonDocument } from '../../../src/cli/json/json-document.js';
import type { KeyOrigin } from '../../../src/cli/key-origins.js';
import { mergeDocuments, viewerNamed } from '../../../src/cli/merge-documents.js';
import { keyName } from '../../../src/cli/print/origin-lines.js';
import { jsonTextIndented } from './format-json.js';
import { counted, isOutcome, outcomeOfError, readJsonField, remarksPart } from './json-input.js';
import { mergeClaimDocuments } from './merge-claims.js';
import type { Line, Outcome, Part, Tool, Values } from './outcome.js';

/** Merges the answers of a homeserver and an appservice, as the key proxy does. */
export const mergeTool: Tool = { id: 'merge', run: runMerge };

async function runMerge(values: Values): Promise<Outcome> {
  const { of = 'query', homeserver = '', appservice = '', query = '', viewer = '' } = values;
  if (homeserver.trim() === '' && appservice.trim() === '') {
    return { state: 'note', summary: 'Paste two answers, or take an example.', parts: [] };
  }
  const own = readAnswer('homeserver', homeserver);
  const other = readAnswer('appservice', appservice);
  const asked = query.trim() === '' ? undefined : readJsonField('query', query);
  for (const document of [own, other, asked]) if (document !== undefined && isOutcome(document)) return document;
  const documents = { homeserver: own, appservice: other, query: asked } as Documents; // none of them is an outcome
  try {
    const includeFallback = (values['includeFallback'] ?? '') !== '';
    return of === 'claim' ? await outcomeOfClaim(documents, includeFallback) : outcomeOfQuery(documents, viewer.trim());
  } catch (error) {
    return outcomeOfError(error);
  }
}

interface Documents {
  readonly homeserver: JsonDocument;
  readonly appservice: JsonDocument;
  readonly query: JsonDocument | undefined;
}

/** Reads an answer; an empty field is an empty answer. */
function readAnswer(field: string, text: string): JsonDocument | Outcome {
  return readJsonField(field, text.trim() === '' ? '{}' : text);
}

function outcomeOfQuery(documents: Documents, viewer: string): Outcome {
  const merged = mergeDocuments({ ...documents, viewer: viewerNamed(viewer === '' ? undefined : viewer) });
  const { answer, origins, findings } = merged;
  const rows = origins.map((origin): Line[] => [
    `\`${origin.user}\``,
    origin.device === undefined ? keyName(origin.kind) : `device \`${origin.device}\``,
    fromText(origin),
    ...(viewer === '' ? [] : [visibleText(origin)]),
  ]);
  const head = ['user', 'key', 'comes from', ...(viewer === '' ? [] : [`for ${viewer}`])];
  return outcomeOf(answer, findings, { head, rows: rows.slice(0, mostRows), count: rows.length });
}

async function outcomeOfClaim(documents: Documents, includeFallback: boolean): Promise<Outcome> {
  const { answer, origins, findings } = await mergeClaimDocuments({ ...documents, includeFallback });
  const rows = origins.map(({ user, device, key, from, isFallback }): Line[] => [
    `\`${user}\``,
    `\`${device}\``,
    [`\`${key}\``, isFallback ? ', a fallback key' : ''],
    from,
  ]);
  const head = ['user', 'device', 'key', 'comes from'];
  return outcomeOf(answer, findings, { head, rows: rows.slice(0, mostRows), count: rows.length });
}

const mostRows = 500;

function outcomeOf(
  answer: unknown,
  findings: Parameters<typeof remarksPart>[1],
  {
    head,
    rows,
    count,
  }: { readonly head: readonly string[]; readonly rows: readonly (readonly Line[])[]; readonly count: number },
): Outcome {
  const lost = findings.filter(({ severity }) => severity === 'error').length;
  const dropped = lost === 0 ? '' : ` ${counted(lost, 'entry was', 'entries were')} dropped.`;
  const more: Part[] =
    count === rows.length ? [] : [{ kind: 'text', lines: [`${count - rows.length} more are not listed.`] }];
  return {
    state: lost === 0 ? 'good' : 'bad',
    summary: `Merged: ${counted(count, 'key')}.${dropped}`,
    parts: [
      ...(count === 0 ? [] : [{ kind: 'table' as const, title: 'Where each key comes from', head, rows }]),
      ...more,
      ...remarksPart('Findings', findings),
      { kind: 'code', title: 'The merged answer', text: jsonTextIndented(answer) },
    ],
  };
}

function fromText({ from, replaced }: KeyOrigin): string {
  if (from === 'homeserver') return 'the homeserver';
  return replaced ? 'the appservice; both have it' : 'the appservice';
}

function visibleText({ visible }: KeyOrigin): string {
  if (visible === 'hidden') return 'hidden';
  return visible === 'cut' ? 'shown, but cut' : 'shown';
}
