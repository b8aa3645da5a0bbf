/** Settings such as `a.b: true` and `a.c: true` as lines of YAML, those of the same parent under it. */
export function settingLines(settings: readonly string[]): string[] {
  const root: Setting = new Map();
  for (const setting of settings) {
    const colon = setting.indexOf(':');
    const path = setting.slice(0, colon).split('.');
    const name = path.pop() ?? '';
    let parent = root;
    for (const step of path) {
      const found = parent.get(step);
      const next: Setting = found instanceof Map ? found : new Map<string, Setting | string>();
      parent.set(step, next);
      parent = next;
    }
    parent.set(name, setting.slice(colon));
  }
  return linesOf(root);
}

/** What is under a name: `: true`, or more names. */
type Setting = Map<string, Setting | string>;

function linesOf(settings: Setting): string[] {
  return [...settings].flatMap(([name, below]) =>
    typeof below === 'string' ? [name + below] : [`${name}:`, ...linesOf(below).map((line) => `  ${line}`)],
  );
}

/** A string as YAML: single quotes, in which a backslash is one; double ones where a character needs an escape. */
export function yamlString(text: string): string {
  return /^[\p{L}\p{N}\p{P}\p{S} ]*$/u.test(text) ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}
