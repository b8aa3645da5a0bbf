/** What ajv writes and no guard reads: a third of the validators' size. */
const unread: readonly [RegExp, string][] = [
  // Directives of scripts: a module is strict.
  [/^"use strict";\n?/, ''],
  // A fault's place in the schema, and its parameters, but for the values of an `enum`, which the message shows.
  [/,schemaPath:"[^"]*"/g, ''],
  [/,params:\{(?!allowedValues)[^{}]*\}/g, ''],
  // The value's surroundings, which keywords of others may ask for.
  [/, parentData, parentDataProperty, rootData=data\}/g, '}'],
  [/,parentData:\w+,parentDataProperty:(?:\w+|"[^"]*"),rootData\}/g, '}'],
];

/**
 * Leaves out of ajv's code what no guard reads, and marks what a bundler may leave out with a guard that nobody imports.
 *
 * @throws Error if ajv writes something in a form that is not known here.
 */
export function trimValidators(code: string): string {
  const trimmed = unread.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), code);
  const left = /schemaPath|parentData|rootData/.exec(trimmed);
  if (left) throw new Error(`the validators still hold ${left[0]}: ajv writes it in another form than before`);
  return dropUnusedSchemas(trimmed.trim()).replaceAll('= new RegExp(', '= /*@__PURE__*/ new RegExp(');
}

/** ajv writes each schema beside its function, though few functions read theirs (for the values of an `enum`). */
function dropUnusedSchemas(code: string): string {
  return code.replace(/^const (schema\d+) = .*;\n/gm, (line, name: string) =>
    new RegExp(`\\b${name}\\b`).test(code.replace(line, '')) ? line : '',
  );
}
