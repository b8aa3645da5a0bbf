/**
 * Finds the place of a field in a registration's YAML, for people: `/namespaces/users/1/regex`. It goes by indentation, and
 * so as far as block style goes; below that, the place is that of the nearest field around it.
 */
export function yamlPlace(text: string, pointer: string): { readonly line: number; readonly column: number } {
  const lines = text.split('\n');
  let place = { line: 1, column: 1 };
  let first = 0;
  let last = lines.length;
  for (const step of pointer.split('/').slice(1)) {
    const entry = entryAt(lines, first, last, step.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (entry === undefined) break;
    place = { line: entry.line + 1, column: entry.indent + 1 };
    // The line of a list's entry holds its first field, too.
    first = entry.isInList ? entry.line : entry.line + 1;
    last = entry.end;
    if (entry.isInList) lines[entry.line] = (lines[entry.line] ?? '').replace('-', ' ');
  }
  return place;
}

interface Entry {
  readonly line: number;
  readonly indent: number;
  /** First line after it. */
  readonly end: number;
  readonly isInList: boolean;
}

function entryAt(lines: readonly string[], first: number, last: number, step: string): Entry | undefined {
  let indent: number | undefined;
  let index = -1;
  for (let at = first; at < last; at++) {
    const [, space = '', dash, content = ''] = /^( *)(- +|-$)?(.*)$/.exec((lines[at] ?? '').replace(/\r$/, '')) ?? [];
    if (dash === undefined && (content === '' || content.startsWith('#'))) continue;
    indent ??= space.length;
    if (space.length !== indent) continue;
    if (dash !== undefined) index++;
    const name = /^(?:"([^"]*)"|'([^']*)'|([^\s:#][^:]*?))\s*:(?:\s|$)/.exec(content)?.slice(1).join('');
    const isFound = dash === undefined ? name === step : String(index) === step;
    if (isFound)
      return {
        line: at,
        indent,
        end: endOf(lines, at + 1, last, indent, dash !== undefined),
        isInList: dash !== undefined,
      };
  }
  return undefined;
}

/** Finds where an entry ends: at the next line that is not further in. A list may stand as far out as its name. */
function endOf(lines: readonly string[], from: number, last: number, indent: number, isInList: boolean): number {
  for (let at = from; at < last; at++) {
    const line = lines[at] ?? '';
    const found = line.search(/[^ \r]/);
    if (found === -1 || line[found] === '#' || found > indent) continue;
    if (found === indent && !isInList && line[found] === '-') continue;
    return at;
  }
  return last;
}
