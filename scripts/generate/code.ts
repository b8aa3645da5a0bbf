/** TypeScript, line by line; what is nested in the list is indented. */
export type Code = readonly (string | Code)[];

/** Those that a property may well be called; any other would show when the code is compiled. */
const reservedWords = ['default', 'delete', 'enum', 'export', 'function', 'import', 'in', 'new', 'package', 'public'];

/** The text of code, each line with its end. */
export function writeCode(code: Code, indentation = ''): string {
  return code
    .map((part) => (typeof part === 'string' ? `${indentation}${part}\n` : writeCode(part, `${indentation}  `)))
    .join('');
}

/** Gives each variable a name that no other has, by a number where the wanted name is taken. */
export function unusedNames(...taken: readonly string[]): (wanted: string) => string {
  const used = new Set([...taken, ...reservedWords]);
  return (wanted) => {
    let name = wanted;
    for (let count = 2; used.has(name); count++) name = `${wanted}${String(count)}`;
    used.add(name);
    return name;
  };
}

/** `org.matrix.msc3202.device_lists` is held in `deviceLists`. */
export function variableName(property: string): string {
  const [first = '', ...words] = (property.split('.').at(-1) ?? '').split(/\W|_/);
  const name = first + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^[a-z]/i.test(name) ? name : `_${name}`;
}

/** A string literal. */
export function quote(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

/** A call, from the source code of its parameters. */
export function call(name: string, ...parameters: readonly string[]): string {
  return `${name}(${parameters.join(', ')})`;
}
