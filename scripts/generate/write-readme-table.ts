import type { OperationRow } from './write-tables.js';

const start = '<!-- operations: written by `npm run generate` -->';
const end = '<!-- /operations -->';

/** The README with its table of operations brought up to date. */
export function writeReadmeTable(readme: string, rows: readonly OperationRow[]): string {
  const from = readme.indexOf(start);
  const to = readme.indexOf(end);
  if (from === -1 || to < from) throw new Error(`README.md: the lines ${start} and ${end} must be there`);
  return `${readme.slice(0, from + start.length)}\n\n${table(rows)}\n\n${readme.slice(to)}`;
}

function table(rows: readonly OperationRow[]): string {
  const header = ['| operation | stable path | unstable path | state |', '|---|---|---|---|'];
  return [...header, ...rows.map(line)].join('\n');
}

function line({ operationId, method, stablePath, unstablePath, state, msc, matrixVersion }: OperationRow): string {
  const path = unstablePath === undefined ? '–' : `\`${unstablePath}\``;
  const since = matrixVersion === undefined ? '' : `, Matrix ${matrixVersion}`;
  const source = msc === undefined ? '' : `${proposalLink(msc)}, `;
  return `| \`${operationId}\` | \`${method} ${stablePath}\` | ${path} | ${source}${state}${since} |`;
}

function proposalLink(msc: string): string {
  return `[${msc}](https://github.com/matrix-org/matrix-spec-proposals/pull/${msc.replace('MSC', '')})`;
}
