import type { Operation } from './operation.js';

const start = '<!-- operations: written by `npm run generate` -->';
const end = '<!-- /operations -->';

/** Updates the table of operations in the README. */
export function writeReadmeTable(readme: string, rows: readonly Operation[]): string {
  const from = readme.indexOf(start);
  const to = readme.indexOf(end);
  if (from === -1 || to < from) throw new Error(`README.md: the lines ${start} and ${end} must be there`);
  return `${readme.slice(0, from + start.length)}\n\n${table(rows)}\n\n${readme.slice(to)}`;
}

/** Writes one table for each API, under its name. */
function table(rows: readonly Operation[]): string {
  const header = ['| operation | stable path | unstable path | state |', '|---|---|---|---|'];
  const apis = [...new Set(rows.map(({ api }) => api))];
  return apis
    .map((api) => [`**${title(api)}**`, '', ...header, ...rows.filter((row) => row.api === api).map(line)].join('\n'))
    .join('\n\n');
}

/**
 * Writes an API's title: `server-server` becomes `Server-server API`; an application service is written in two words.
 */
function title(api: string): string {
  const name = api.replace('application-service', 'application service');
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} API`;
}

function line({ operationId, method, stablePath, unstablePath, state, msc, matrixVersion }: Operation): string {
  const paths = [
    stablePath && `${method} ${stablePath}`,
    unstablePath && (stablePath ? '' : `${method} `) + unstablePath,
  ];
  const cells = paths.map((path) => (path === undefined ? '–' : `\`${path}\``)).join(' | ');
  const since = matrixVersion === undefined ? '' : `, Matrix ${matrixVersion}`;
  const source = msc === undefined ? '' : `${proposalLink(msc)}, `;
  return `| \`${operationId}\` | ${cells} | ${source}${state}${since} |`;
}

function proposalLink(msc: string): string {
  return `[${msc}](https://github.com/matrix-org/matrix-spec-proposals/pull/${msc.replace('MSC', '')})`;
}
