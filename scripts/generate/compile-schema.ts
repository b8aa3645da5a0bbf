import { call, quote, unusedNames, variableName, writeCode, type Code } from './code.js';
import { isObject, objectAt, stringAt, stringsAt, type Json, type JsonObject } from './json.js';
import { checkKeywordValues, checkPropertyName, checkSchemaName, firstCharacter } from './schema-keywords.js';

/** A value to check, as the compiler sees it. */
interface Subject {
  /** Source code of the value. */
  readonly value: string;
  /** Source code of the steps to it. */
  readonly path: readonly string[];
  /** Place of its schema, for errors. */
  readonly place: string;
  /** Makes a free variable name. */
  readonly fresh: (name: string) => string;
}

/** The code for a type: the test for it, and the checks of its keywords. */
interface TypeRules {
  readonly is: (value: string) => string;
  readonly isNot: (value: string) => string;
  readonly keywords?: readonly string[];
  readonly check?: (schema: JsonObject, subject: Subject) => Code;
}

const typeRules: Record<string, TypeRules> = {
  null: equal('null', (value) => value),
  boolean: equal(`'boolean'`, (value) => `typeof ${value}`),
  string: { ...equal(`'string'`, (value) => `typeof ${value}`), keywords: ['pattern', 'enum'], check: checkString },
  // Neither holds for Infinity, which 1e400 is parsed as.
  number: predicate('Number.isFinite'),
  integer: predicate('Number.isInteger'),
  array: { ...predicate('Array.isArray'), keywords: ['items'], check: checkArray },
  object: {
    ...predicate('isObject'),
    keywords: ['minProperties', 'maxProperties', 'required', 'properties', 'additionalProperties', 'patternProperties'],
    check: checkObject,
  },
};

/**
 * Writes a function that returns the first fault of a value, or undefined. It calls the functions of referenced
 * schemas, and walks over each map and list once.
 *
 * @throws Error with the place of anything that it cannot compile, so that nothing is silently left unchecked.
 */
export function compileSchema(name: string, schema: Json): string {
  const fresh = unusedNames('value', 'fault', 'missing', 'mismatch', 'within', 'isObject', 'Number', 'Array');
  const body = check(schema, { value: 'value', path: [], place: checkSchemaName(name), fresh });
  return writeCode([
    `export function validate${name}(value: unknown): Fault | undefined {`,
    [...body, 'return undefined;'],
    '}',
  ]);
}

function check(schema: Json, subject: Subject): Code {
  const { value, path, place, fresh } = subject;
  if (schema === true) return [];
  if (!isObject(schema)) throw new Error(`${place}: the generator does not know the schema ${JSON.stringify(schema)}`);
  checkKeywordValues(schema, place);
  const reference = stringAt(schema, '$ref');
  if (reference !== undefined) {
    const name = /^#\/\$defs\/(.+)$/s.exec(reference)?.[1];
    if (name === undefined) throw new Error(`${place}: the generator does not know the reference ${reference}`);
    const other = Object.keys(schema).find((keyword) => keyword !== '$ref');
    if (other !== undefined) throw new Error(`${place}: "${other}" beside a $ref would not be checked`);
    const found = fresh('found');
    return [
      `const ${found} = validate${checkSchemaName(name)}(${value});`,
      `if (${found}) return ${call('within', found, ...path)};`,
    ];
  }

  const types = typesOf(schema, place);
  const refusal = `return ${call('mismatch', value, quote(types.join(' or ')), ...path)};`;
  const [ruled, ...others] = types.filter((type) => typeRules[type]?.keywords?.some((keyword) => keyword in schema));
  const isNone = (among: readonly string[]): string => among.map((type) => typeRules[type]?.isNot(value)).join(' && ');
  if (others.length > 0) throw new Error(`${place}: the generator does not know rules for several types at once`);
  if (ruled === undefined) return [`if (${isNone(types)}) ${refusal}`];
  const inside = typeRules[ruled]?.check?.(schema, subject) ?? [];
  if (types.length === 1) return [`if (${isNone(types)}) ${refusal}`, ...inside];
  return [
    `if (${typeRules[ruled]?.is(value) ?? ''}) {`,
    inside,
    `} else if (${isNone(types.filter((type) => type !== ruled))}) ${refusal}`,
  ];
}

function typesOf(schema: JsonObject, place: string): string[] {
  const { type } = schema;
  const types = typeof type === 'string' ? [type] : stringsAt(schema, 'type');
  const known = types.flatMap((each) => {
    const rules = Object.hasOwn(typeRules, each) ? typeRules[each] : undefined;
    if (rules === undefined) throw new Error(`${place}: the generator does not know the type "${each}"`);
    return rules.keywords ?? [];
  });
  const unknown = Object.keys(schema).find((keyword) => keyword !== 'type' && !known.includes(keyword));
  if (unknown !== undefined) {
    throw new Error(`${place}: the generator does not know "${unknown}" of the type "${types.join()}"`);
  }
  if (types.length === 0) throw new Error(`${place}: a schema without a type`);
  // Other keywords apply to values of one type only. This one would refuse everything outside its list.
  if (types.length > 1 && 'enum' in schema)
    throw new Error(`${place}: the generator does not know enum of several types`);
  return types;
}

function checkString(schema: JsonObject, { value, path, place }: Subject): Code {
  const pattern = stringAt(schema, 'pattern');
  const values = stringsAt(schema, 'enum');
  const code: Code[] = [];
  if (pattern !== undefined) {
    const message = `must match pattern ${JSON.stringify(pattern)}`;
    code.push([
      `if (${value}.charCodeAt(0) !== ${firstCharacter(pattern, place)}) return ${call('fault', quote(message), ...path)};`,
    ]);
  }
  if (values.length > 0) {
    const isNone = values.map((each) => `${value} !== ${quote(each)}`).join(' && ');
    const message = `must be one of ${JSON.stringify(values)}`;
    code.push([`if (${isNone}) return ${call('fault', quote(message), ...path)};`]);
  }
  return code.flat();
}

function checkArray(schema: JsonObject, { value, path, place, fresh }: Subject): Code {
  const index = fresh('index');
  const item = fresh('item');
  return [
    `for (let ${index} = 0; ${index} < ${value}.length; ${index}++) {`,
    [
      `const ${item}: unknown = ${value}[${index}];`,
      ...check(schema['items'] ?? true, { value: item, path: [...path, index], place: `${place}/items`, fresh }),
    ],
    '}',
  ];
}

/**
 * Checks the properties that a schema names, or the entries of a map. An object may have any other properties.
 * @rule W4
 */
function checkObject(schema: JsonObject, subject: Subject): Code {
  if ('additionalProperties' in schema && ('properties' in schema || 'patternProperties' in schema)) {
    throw new Error(`${subject.place}: the generator does not know additionalProperties beside other properties`);
  }
  return [...checkProperties(schema, subject), ...checkMap(schema, subject)];
}

/** Checks properties: first that the required ones exist, so a missing property is reported before a wrong one. */
function checkProperties(schema: JsonObject, { value, path, place, fresh }: Subject): Code {
  const properties = objectAt(schema, 'properties');
  const required = stringsAt(schema, 'required');
  const variables = new Map<string, string>();
  const read = (name: string): string => {
    const variable = fresh(variableName(checkPropertyName(name, place)));
    variables.set(name, variable);
    return `const ${variable} = ${value}[${quote(name)}];`;
  };
  const presence = required.flatMap((name) => [
    read(name),
    `if (${variables.get(name) ?? ''} === undefined) return ${call('missing', quote(name), ...path)};`,
  ]);
  const members = Object.entries(properties).flatMap(([name, member]): Code => {
    const optional = !required.includes(name);
    const reading = optional ? [read(name)] : [];
    const variable = variables.get(name) ?? '';
    const inside = `${place}/properties/${name}`;
    const code = check(member, { value: variable, path: [...path, quote(name)], place: inside, fresh });
    return [...reading, ...(optional ? [`if (${variable} !== undefined) {`, code, '}'] : code)];
  });
  return [...presence, ...members];
}

/** Checks a map's values, all of them or those whose names begin with a certain character, and their number. */
function checkMap(schema: JsonObject, { value, path, place, fresh }: Subject): Code {
  const patterns = Object.entries(objectAt(schema, 'patternProperties'));
  if (patterns.length > 1) throw new Error(`${place}: the generator does not know several patterns for names`);
  const [pattern, member] = patterns[0] ?? [undefined, schema['additionalProperties'] ?? true];
  const bounds = boundsOf(schema, place);
  if (member === true && bounds.length === 0) return [];

  const name = fresh('name');
  const entry = fresh('entry');
  const count = fresh('count');
  const inside = `${place}/${pattern === undefined ? 'additionalProperties' : `patternProperties/${pattern}`}`;
  const memberCode = check(member, { value: entry, path: [...path, name], place: inside, fresh });
  const entryCode = memberCode.length === 0 ? [] : [`const ${entry} = ${value}[${name}];`, ...memberCode];
  return [
    ...(bounds.length === 0 ? [] : [`let ${count} = 0;`]),
    `for (const ${name} in ${value}) {`,
    [
      ...(bounds.length === 0 ? [] : [`${count}++;`]),
      ...(pattern === undefined
        ? entryCode
        : [`if (${name}.charCodeAt(0) === ${firstCharacter(pattern, place)}) {`, entryCode, '}']),
    ],
    '}',
    ...bounds.map(
      ({ isBroken, message }) => `if (${count} ${isBroken}) return ${call('fault', quote(message), ...path)};`,
    ),
  ];
}

function boundsOf(schema: JsonObject, place: string): { isBroken: string; message: string }[] {
  const { minProperties: min, maxProperties: max } = schema;
  if (Number(min ?? 0) > Number(max ?? Infinity)) throw new Error(`${place}: minProperties is more than maxProperties`);
  const bound = (comparison: string, word: string, limit: Json | undefined): { isBroken: string; message: string }[] =>
    typeof limit === 'number'
      ? [
          {
            isBroken: `${comparison} ${String(limit)}`,
            message: `must NOT have ${word} than ${String(limit)} properties`,
          },
        ]
      : [];
  return [...bound('<', 'fewer', min), ...bound('>', 'more', max)];
}

function equal(constant: string, of: (value: string) => string): TypeRules {
  return { is: (value) => `${of(value)} === ${constant}`, isNot: (value) => `${of(value)} !== ${constant}` };
}

function predicate(name: string): TypeRules {
  return { is: (value) => `${name}(${value})`, isNot: (value) => `!${name}(${value})` };
}
