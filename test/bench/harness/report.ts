import { stripVTControlCharacters } from 'node:util';
import type { Figure, Result, Table } from './group.js';
import { describeVerdict, isMet, significant, written } from './target.js';

/** A group's result as text: tables, targets, notes. */
export function describeResult(name: string, { tables, verdicts, notes }: Result): string {
  const parts = [
    `## ${name}`,
    ...tables.map(describeTable),
    ...(verdicts.length > 0
      ? [verdicts.map((verdict) => `${markOf(isMet(verdict))} ${describeVerdict(verdict)}`).join('\n')]
      : []),
    ...(notes.length > 0 ? [notes.map((note) => `Note: ${note}.`).join('\n')] : []),
  ];
  return parts.join('\n\n');
}

function markOf(met: boolean | undefined): string {
  if (met === undefined) return '–';
  return met ? '✓' : '✗';
}

/** Columns are padded; a figure's quartiles stand in brackets behind its median. */
function describeTable({ title, rows }: Table): string {
  const columns = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
  const lines = rows.map(({ name, figures }) => [name, ...columns.map((column) => writtenFigure(figures[column]))]);
  const table = [['', ...columns], ...lines];
  const widths = ['', ...columns].map((_, index) => Math.max(...table.map((line) => width(line[index] ?? ''))));
  const text = table.map((line) =>
    line
      .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - width(cell)))
      .join('   ')
      .trimEnd(),
  );
  return [title, ...text.map((line) => `  ${line}`)].join('\n');
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}

function writtenFigure(figure: Figure | undefined): string {
  if (figure === undefined) return '';
  const { median, unit } = figure;
  const number = (value: number): string =>
    unit === '%' || unit === '×' ? written(value, unit) : `${significant(value)} ${unit}`.trimEnd();
  return 'low' in figure ? `${number(median)} (${bare(figure.low, unit)}–${bare(figure.high, unit)})` : number(median);
}

function bare(value: number, unit: Figure['unit']): string {
  return significant(unit === '%' ? value * 100 : value);
}

/** How many targets are met, and which are not; some groups have none. */
export function describeSummary(results: readonly Result[]): string {
  const verdicts = results.flatMap((result) => result.verdicts);
  if (verdicts.length === 0) return 'No targets.';
  const count = (met: boolean | undefined): number => verdicts.filter((verdict) => isMet(verdict) === met).length;
  const missed = verdicts
    .filter((verdict) => isMet(verdict) === false)
    .map((verdict) => `  ${describeVerdict(verdict)}`);
  return [`Targets: ${count(true)} met, ${count(false)} missed, ${count(undefined)} not measured.`, ...missed].join(
    '\n',
  );
}
