import { shortPointer, type FindingSeverity } from '../../findings.js';
import type { JsonDocument, Position } from '../json/json-document.js';
import { wrap } from './table.js';
import { styled, type Style, type Text } from './text.js';

/** A finding, with its place in a file. */
export interface PlacedFinding {
  readonly code: string;
  readonly severity: FindingSeverity;
  readonly pointer: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** A finding whose code may be one of the command line's own. */
type AnyFinding = Pick<PlacedFinding, 'code' | 'severity' | 'pointer' | 'message'>;

/**
 * Places findings in the file that they are about. If nothing is at the pointer, since it is missing or the pointer was
 * shortened, the place is that of its parent.
 */
export function placeFindings(findings: readonly AnyFinding[], document: JsonDocument): PlacedFinding[] {
  const positions = document.positionsOf(findings.flatMap(({ pointer }) => selfAndParents(pointer)));
  return findings.map((finding) => {
    const nearest = selfAndParents(finding.pointer).find((pointer) => positions.has(pointer)) ?? '';
    const pointer = document.hide(shortPointer(finding.pointer));
    return placed({ ...finding, pointer }, document.name, positions.get(nearest));
  });
}

function selfAndParents(pointer: string): string[] {
  const steps = pointer.split('/');
  return steps.map((_, i) => steps.slice(0, steps.length - i).join('/'));
}

/** Converts the remarks on a file to findings. */
export function remarksOf({ name, remarks }: JsonDocument): PlacedFinding[] {
  return remarks.map(({ pointer, position, message }) =>
    placed({ code: 'json-remark', severity: 'warning', pointer, message }, name, position),
  );
}

function placed({ code, severity, pointer, message }: AnyFinding, file: string, position?: Position): PlacedFinding {
  return { code, severity, pointer, message, file, ...position };
}

/** Prints findings under a title, errors first; nothing if there are none. */
export function findingLines(title: string, findings: readonly PlacedFinding[], width: number): Text[] {
  if (findings.length === 0) return [];
  const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return ['', styled('bold', title), '', ...sorted.flatMap((finding) => linesOf(finding, width))];
}

/** Tells whether anything was lost: exit status 1. */
export function hasErrors(findings: readonly { readonly severity: FindingSeverity }[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

const order: readonly FindingSeverity[] = ['error', 'warning', 'info'];
const styles: Readonly<Record<FindingSeverity, Style>> = { error: 'red', warning: 'yellow', info: 'dim' };
const margin = 11;

function linesOf({ code, severity, pointer, message, file, line, column }: PlacedFinding, width: number): Text[] {
  const label = styled(styles[severity], severity);
  const before = ['  ', label, ' '.repeat(margin - 2 - severity.length)];
  const place = file === undefined ? '' : line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  const parts = [pointer, place].filter((part) => part !== '');
  const isShort = parts.join('  ').length <= width - margin;
  const [first = '', ...rest] = [
    ...(isShort && parts.length > 1 ? [parts.join('  ')] : parts),
    ...wrap(`${message} (${code})`, width - margin),
  ];
  return [[...before, first], ...rest.map((each) => ' '.repeat(margin) + each)];
}
