import { CliError } from '../../../src/cli/cli-error.js';
import { JsonContentError, type JsonDocument, readJsonText } from '../../../src/cli/json/json-document.js';
import type { PlacedFinding } from '../../../src/cli/print/finding-lines.js';
import type { Outcome, Part, Remark } from './outcome.js';

/** Reads a field as JSON, or says why that is impossible. */
export function readJsonField(field: string, text: string): JsonDocument | Outcome {
  try {
    return readJsonText(field, text);
  } catch (error) {
    if (!(error instanceof JsonContentError)) throw error;
    const { line, column } = error.position;
    const message = `${sentence(error.reason)} Everything before this place is in order.`;
    const remark: Remark = { severity: 'error', pointer: '', message, place: { field, line, column } };
    return {
      state: 'bad',
      summary: `This is not JSON: see line ${line}.`,
      parts: [{ kind: 'remarks', title: 'Where JSON ends', remarks: [remark] }],
    };
  }
}

/** Tells whether reading a field gave an outcome in place of a document. */
export function isOutcome(value: object): value is Outcome {
  return 'summary' in value;
}

/** Makes an outcome of an error that explains itself; throws any other again. */
export function outcomeOfError(error: unknown): Outcome {
  if (!(error instanceof CliError)) throw error;
  const { hint } = error;
  const message = error.message.replace('--viewer', 'The viewer');
  const [, field, line, column, reason] = /^(\w+):(\d+):(\d+): (.*)$/s.exec(message) ?? [];
  if (field !== undefined) {
    const place = { field, line: Number(line), column: Number(column) };
    const remark: Remark = { severity: 'error', pointer: '', message: sentence(reason ?? ''), place };
    const summary = `This cannot be used: see line ${line}.`;
    return { state: 'bad', summary, parts: [{ kind: 'remarks', title: 'The fault', remarks: [remark] }] };
  }
  return {
    state: 'bad',
    summary: sentence(message),
    parts: hint === undefined ? [] : [{ kind: 'text', lines: [hint] }],
  };
}

/** Converts findings to remarks, errors first. The file of a finding is the field. */
export function remarksFrom(findings: readonly PlacedFinding[]): Remark[] {
  const order = ['error', 'warning', 'info'];
  const remarks = findings.map(({ code, severity, pointer, message, file, line, column }): Remark => {
    const place = file === undefined || line === undefined ? undefined : { field: file, line, column: column ?? 1 };
    return { severity, code, pointer, message: sentence(message), place };
  });
  return remarks.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

/** Makes the part with the remarks, if there are any. */
export function remarksPart(title: string, findings: readonly PlacedFinding[]): Part[] {
  return findings.length === 0 ? [] : [{ kind: 'remarks', title, remarks: remarksFrom(findings) }];
}

/** Makes a sentence of a message of the package. */
export function sentence(message: string): string {
  const capital = message.slice(0, 1).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

/** Counts things in words: `1 event`, `3 events`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
