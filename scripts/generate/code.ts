/** TypeScript, line by line; nested lists are indented. */
export type Code = readonly (string | Code)[];

/** Names that no variable of a module can have, and `undefined`, which must keep its meaning. */
const reservedWords = (
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false ' +
  'finally for function if implements import in instanceof interface let new null package private protected public return ' +
  'static super switch this throw true try typeof undefined var void while with yield'
).split(' ');

/** Writes code as text, each line with its end. */
export function writeCode(code: Code, indentation = ''): string {
  return code
    .map((part) => (typeof part === 'string' ? `${indentation}${part}\n` : writeCode(part, `${indentation}  `)))
    .join('');
}

/** Makes unique variable names, with a number if the wanted name is taken. */
export function unusedNames(...taken: readonly string[]): (wanted: string) => string {
  const used = new Set([...taken, ...reservedWords]);
  return (wanted) => {
    let name = wanted;
    for (let count = 2; used.has(name); count++) name = `${wanted}${String(count)}`;
    used.add(name);
    return name;
  };
}

/**
 * Makes a variable name of a property: `org.matrix.msc3202.device_lists` becomes `deviceLists`. Names that begin with
 * `validate` are for functions.
 */
export function variableName(property: string): string {
  const [first = '', ...words] = (property.split('.').at(-1) ?? '').split(/\W|_/);
  const name = first + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^(?!validate)[a-z]/i.test(name) ? name : `_${name}`;
}

/** Writes a string literal on one line, whatever the text. */
export function quote(text: string): string {
  // JSON escapes every line terminator except these two.
  const escaped = JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return `'${escaped.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Writes a call, from the source code of its parameters. */
export function call(name: string, ...parameters: readonly string[]): string {
  return `${name}(${parameters.join(', ')})`;
}
