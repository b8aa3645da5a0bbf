import { isObject, objectAt, stringAt, type Json, type JsonObject } from './json.js';
import type { Operation } from './operation.js';

/**
 * Replaces the text between a page's marks of a name: `<!-- operations: written by … -->` and `<!-- /operations -->`.
 *
 * @throws {Error} if the page lacks one of the marks.
 */
export function fillMarks(path: string, page: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}: written by \`npm run generate\` -->`, `<!-- /${name} -->`];
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${path}: the lines ${start} and ${end} must be there`);
  return `${page.slice(0, from + start.length)}\n\n${content}\n\n${page.slice(to)}`;
}

/** Writes a table of operations for each API, under its name. */
export function writeOperationTables(rows: readonly Operation[]): string {
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

/** Writes the table of the software that speaks the proposals, from the facts of `openapi/support.yaml`. */
export function writeSupportTable(support: Json): string {
  const facts = isObject(support) ? support : {};
  const features = entriesOf(facts, 'features');
  const header = ['software', ...features.map((each) => `${text(each, 'title')} (${text(each, 'msc')})`)];
  const rows = entriesOf(facts, 'software').map((each) => [
    `${text(each, 'name')} ${text(each, 'version')}`,
    ...features.map((feature) => stringAt(objectAt(each, 'speaks', text(feature, 'id')), 'names') ?? '–'),
  ]);
  const lines = [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `Read from the sources of these versions on ${text(facts, 'checkedOn')}.\n\n${lines.join('\n')}`;
}

function entriesOf(facts: JsonObject, name: string): JsonObject[] {
  const entries = facts[name];
  return Array.isArray(entries) ? entries.filter(isObject) : [];
}

function text(entry: JsonObject, name: string): string {
  return stringAt(entry, name) ?? '';
}
