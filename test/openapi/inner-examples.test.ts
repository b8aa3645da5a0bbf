import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { isObject, objectAt, type Json, type JsonObject } from '../../scripts/generate/json.js';
import { brokenTwins } from './broken-twins.js';
import { documents, resolve } from './documents.js';

/** An example of a part: of a property, a parameter or a header. Those of whole bodies are in examples.test.ts. */
interface InnerExample {
  readonly name: string;
  readonly schema: JsonObject;
  readonly value: Json;
  readonly document: JsonObject;
}

const examples = documents.flatMap(({ name, document }) =>
  holdersIn(document).flatMap(({ path, holder }) => {
    // A property is its own schema; parameters and headers have one.
    const schema = isObject(holder['schema']) ? holder['schema'] : holder;
    return valuesOf(holder).map((value): InnerExample => ({ name: `${name}: ${path}`, schema, value, document }));
  }),
);

it('there are examples of properties, of parameters and of headers', () => {
  for (const part of ['/properties/', '/parameters/', '/headers/']) {
    expect(examples.filter(({ name }) => name.includes(part))).not.toHaveLength(0);
  }
});

describe.each(examples)('$name', ({ schema, value, document }) => {
  const validate = compile(schema, document);

  it('is valid', () => {
    validate(value);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('is refused once it has a fault, at the place of the fault', () => {
    const twins = brokenTwins(schema, value, document);
    const verdicts = twins.map((twin) => ({ ...twin, valid: validate(twin.value), found: pointerOf(validate) }));
    expect(verdicts.filter(({ valid, found, pointer }) => valid || found !== pointer)).toEqual([]);
    expect(twins).not.toHaveLength(0);
  });
});

/** Whatever has an example, but for JSON bodies and component schemas as wholes. */
function holdersIn(document: JsonObject): { path: string; holder: JsonObject }[] {
  const found: { path: string; holder: JsonObject }[] = [];
  const visit = (node: Json, path: string, isMap: boolean): void => {
    if (Array.isArray(node)) {
      for (const [index, member] of node.entries()) visit(member, `${path}/${index}`, false);
    }
    if (!isObject(node)) return;
    const isHolder = !isMap && ('example' in node || 'examples' in node);
    if (isHolder && !path.endsWith('/content/application/json') && !/^\/components\/schemas\/\w+$/.test(path)) {
      found.push({ path, holder: node });
    }
    for (const [name, member] of Object.entries(node)) {
      if (isHolder && (name === 'example' || name === 'examples')) continue;
      visit(member, `${path}/${name}`, !isMap && name === 'properties');
    }
  };
  visit(document, '', false);
  return found;
}

function valuesOf(holder: JsonObject): Json[] {
  const { example, examples } = holder;
  return [...(example === undefined ? [] : [example]), ...(Array.isArray(examples) ? examples : [])];
}

function compile(schema: JsonObject, document: JsonObject): ValidateFunction {
  // What a reference has beside it are annotations, and the generator refuses anything else.
  const rules = resolve(schema, document);
  const options = { strict: false, validateFormats: false };
  return new Ajv(options).compile({ ...rules, components: objectAt(document, 'components') });
}

function pointerOf({ errors }: ValidateFunction): string | undefined {
  return errors?.[0]?.instancePath;
}
