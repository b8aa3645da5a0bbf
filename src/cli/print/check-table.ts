import { type CheckReport, type CheckResult, isFailure, type Remedy, type CheckVerdict } from '../../check/check.js';
import { isInterrupted } from '../../check/run-checks.js';
import { table, wrap } from './table.js';
import { piecesOf, styled, type Style, type Text, widthOf } from './text.js';

/** Prints a report: a line for each capability, the lines to add, what it means, and what remains. */
export function checkReportLines(report: CheckReport, width: number): Text[] {
  const { software, url, conclusion, remains } = report;
  // The conclusion tells the number of the others.
  const results = report.results.filter((result) => !isInterrupted(result));
  const repeated = resultsWithOneReason(results);
  const checked = software === undefined ? url : `${software.name} ${software.version} at ${url}`;
  return [
    ...wrap(checked, width),
    ...(results.length === 0 ? [] : ['']),
    ...resultLines(
      results.filter((result) => !repeated.has(result)),
      width,
    ),
    ...repeatedLines(repeated, width),
    ...remedyLines(results),
    '',
    ...wrap(conclusion, width),
    ...remainsLines(remains, width),
  ];
}

/** The least number of rows that are not tested for the same reason, to print the reason once. */
const manyRows = 4;

/** Finds rows that were not tested for a reason that many have. */
function resultsWithOneReason(results: readonly CheckResult[]): ReadonlySet<CheckResult> {
  const untested = results.filter(({ verdict, seen }) => verdict === 'not-tested' && seen !== undefined);
  return new Set(untested.filter(({ seen }) => untested.filter((each) => each.seen === seen).length >= manyRows));
}

/** Prints each of these reasons with its rows. */
function repeatedLines(results: ReadonlySet<CheckResult>, width: number): Text[] {
  const reasons = new Map<string, string[]>();
  for (const { seen = '', check } of results) reasons.set(seen, [...(reasons.get(seen) ?? []), check.title]);
  return [...reasons].flatMap(([reason, titles]): Text[] => {
    const rows = titles.length > mostNamedRows ? `${titles.length.toString()} rows` : titles.join('; ');
    return ['', ...wrap(`Not tested, since ${reason}: ${rows}.`, width)];
  });
}

/** The most rows that are named for a reason. More would hide it. */
const mostNamedRows = 8;

/** Prints the rows. What was seen goes below its row where it would make the last column too long. */
function resultLines(results: readonly CheckResult[], width: number): Text[] {
  const longest = (texts: readonly Text[]): number => Math.max(0, ...texts.map(widthOf));
  const margins = 3 * gap;
  const lastColumn = width - margins - longest(results.map(({ check }) => check.title)) - longest(results.map(wordFor));
  const fits = ({ seen = '' }: CheckResult): boolean =>
    longest(seen.split(' ')) <= lastColumn && wrap(seen, lastColumn).length <= mostLinesBeside;
  const rows = results.flatMap((result, i): Text[][] => {
    const { check, seen = '' } = result;
    const row = [check.title, wordFor(result), ...(seen === '' ? [] : [fits(result) ? seen : below])];
    return [...(check.topic === results[i - 1]?.check.topic ? [] : headingOf(check.topic, i)), row];
  });
  const unfit = results.filter((result) => !fits(result));
  return table(rows, { width }).flatMap((line): Text[] => {
    const pieces = piecesOf(line);
    if (pieces.at(-1) !== below) return [line];
    const seen = unfit.shift()?.seen ?? '';
    const indent = ' '.repeat(3 * gap);
    return [pieces.slice(0, -1), ...wrap(seen, width - indent.length).map((text) => indent + text)];
  });
}

/** Heads the rows of a topic. */
function headingOf(topic = '', row: number): Text[][] {
  return [...(row === 0 ? [] : [['']]), [styled('bold', topic)]];
}

/** The spaces between columns, and before the first. */
const gap = 2;

/** The most lines of what was seen that stand beside a row. */
const mostLinesBeside = 2;

/** Stands in a row for what goes below it. */
const below = '\u0000';

/** Returns the word that a table shows for a result. What a bridge can do without is not red. */
export function wordFor(result: CheckResult): Text {
  const { word, style } = words[result.verdict];
  return styled(style === 'red' && !isFailure(result) ? 'yellow' : style, word);
}

const words: Readonly<Record<CheckVerdict, { readonly word: string; readonly style: Style }>> = {
  works: { word: 'works', style: 'green' },
  'other-name': { word: 'other name', style: 'green' },
  missing: { word: 'missing', style: 'red' },
  broken: { word: 'broken', style: 'red' },
  'not-tested': { word: 'not tested', style: 'dim' },
};

/** Prints the lines to add: first those that a bridge needs, and apart from them the others. */
function remedyLines(results: readonly CheckResult[]): Text[] {
  const needed = linesByFile(results.filter(({ check }) => check.needed));
  const others = linesByFile(results.filter(({ check }) => !check.needed));
  for (const [file, lines] of others) for (const line of needed.get(file) ?? []) lines.delete(line);
  return [
    ...additionsTo(needed, (file) => `Add to ${file}:`),
    ...additionsTo(others, (file) => `Only for what a bridge can do without, add to ${file}:`),
  ];
}

function linesByFile(results: readonly CheckResult[]): Map<string, Set<string>> {
  const files = new Map<string, Set<string>>();
  for (const { remedy } of results) {
    if (remedy !== undefined) files.set(remedy.file, (files.get(remedy.file) ?? new Set()).add(remedy.line));
  }
  return files;
}

function additionsTo(files: ReadonlyMap<string, ReadonlySet<string>>, head: (file: string) => string): Text[] {
  const filled = [...files].filter(([, lines]) => lines.size > 0);
  return filled.flatMap(([file, lines]): Text[] => [
    '',
    head(file),
    '',
    ...underTheirHeads([...lines]).map((line) => styled('bold', `  ${line}`)),
  ]);
}

/** Writes lines of YAML that have the same first line below it: `experimental_features:` once for all of its settings. */
function underTheirHeads(remedies: readonly Remedy['line'][]): string[] {
  const heads = new Map<string, Set<string>>();
  for (const remedy of remedies) {
    const [head = '', ...below] = remedy.split('\n');
    const known = heads.get(head) ?? new Set();
    heads.set(head, new Set([...known, ...below]));
  }
  return [...heads].flatMap(([head, below]) => [head, ...below]);
}

function remainsLines(remains: readonly string[], width: number): Text[] {
  if (remains.length === 0) return [];
  return ['', ...wrap(`What could not be removed: ${remains.join('; ')}.`, width)];
}

/** Returns the fields of the document that `--json` prints. */
export function checkReportJson({ url, software, results, conclusion, remains }: CheckReport): Record<string, unknown> {
  return {
    url,
    software,
    results: results.map(({ check, verdict, seen, remedy, durationMs }) => ({
      id: check.id,
      title: check.title,
      topic: check.topic,
      rules: check.rules,
      proposal: check.proposal,
      needed: check.needed,
      verdict,
      seen,
      remedy,
      durationMs: Math.round(durationMs),
    })),
    conclusion,
    remains,
  };
}

/** The fields of that document, for the help. */
export const checkReportFields: Readonly<Record<string, string>> = {
  url: 'the address that was checked',
  software: 'name and version, where they are known',
  results: 'id, title, topic, rules, proposal, needed, verdict, seen, remedy and durationMs of each check',
  conclusion: 'what the results mean for an encrypted bridge',
  remains: 'what the checks made and could not remove',
};
