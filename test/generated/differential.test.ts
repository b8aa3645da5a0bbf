import { Validator } from '@cfworker/json-schema';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as validators from '../../generated/validators/index.js';
import type { Guard } from '../../generated/validators/index.js';
import { isObject, objectAt, type Json } from '../../scripts/generate/json.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { documents } from '../openapi/documents.js';
import { mutated } from './mutations.js';
import { schemaArbitrary } from './schema-arbitrary.js';

/** How many documents are made: DIFFERENTIAL_RUNS=100000 takes some minutes. */
const runs = Number(process.env['DIFFERENTIAL_RUNS'] ?? 1_500);
const seed = Number(process.env['DIFFERENTIAL_SEED'] ?? 1);
const timeout = 20_000 + runs;

/** A value without what the two read in different ways; their verdicts on it have to agree. */
interface Explanation {
  readonly reason: string;
  /** A schema, and a value that the two do not agree on. */
  readonly example: readonly [schema: string, value: Json];
  readonly without: (value: Json) => Json;
}

const explanations: readonly Explanation[] = [
  {
    reason: '1e400 is no integer (S1): the other one looks at the remainder of a division by 1, which is NaN',
    example: ['AppservicePingResponse', { duration_ms: Infinity }],
    without: (value) => replaceNumbers(value, (number) => (Number.isFinite(number) ? number : 0.5)),
  },
];

const guards: Record<string, Guard<unknown>> = { ...validators };
const schemas = new Map(
  documents.flatMap(({ document }) =>
    Object.keys(objectAt(document, 'components', 'schemas')).map((name) => [name, document] as const),
  ),
);

describe(`against an interpreter of JSON Schema and a compiler, which read the schemas as they are published (seed ${String(seed)})`, () => {
  it.each([...schemas.keys()])('%s: all three accept the same documents, and refuse the same', { timeout }, (name) => {
    const { guard, peer, ajv, valid } = compared(name);
    const verdicts = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(fc.oneof(valid, mutated(valid), mutated(valid)), (value) => {
        const verdict = guard(deepFreeze(value));
        verdicts[verdict ? 'accepted' : 'refused']++;
        expect(ajv(value), 'what ajv says').toBe(verdict);
        if (verdict === peer(value)) return;
        const explained = explanations.some(({ without }) => verdict === peer(without(value)));
        expect(explained, `the guard says ${String(verdict)} and the other one does not`).toBe(true);
      }),
      { seed, numRuns: Math.ceil(runs / schemas.size) },
    );
    // A comparison that only ever saw one of the answers would show nothing.
    expect(verdicts).not.toMatchObject({ accepted: 0 });
    expect(verdicts).not.toMatchObject({ refused: 0 });
  });

  it.each(explanations)('they do differ: $reason', ({ example: [name, value], without }) => {
    const { guard, peer } = compared(name);
    expect(peer(value)).not.toBe(guard(value));
    expect(peer(without(value))).toBe(guard(value));
  });
});

it.each([...schemas.keys()])('%s: what is made from the schema is valid, before it is changed', (name) => {
  const { guard, valid } = compared(name);
  expect(fc.sample(valid, { seed, numRuns: 20 }).filter((value) => !guard(value))).toEqual([]);
});

/** Own properties alone count (M6), and 1e400 is no number (S1): with that, ajv and our guards never differ. */
const ajvOptions = { strict: false, strictNumbers: true, ownProperties: true, validateFormats: false };

function compared(name: string): {
  guard: Guard<unknown>;
  peer: (value: Json) => boolean;
  ajv: (value: Json) => boolean;
  valid: fc.Arbitrary<Json>;
} {
  const guard = guards[`is${name}`];
  const document = schemas.get(name);
  if (guard === undefined || document === undefined) throw new Error(`there is no guard or schema ${name}`);
  const reference = { $ref: `#/components/schemas/${name}` };
  const validator = new Validator({ ...reference, components: document['components'] }, '2020-12');
  const ajv = new Ajv2020(ajvOptions).compile({ ...reference, components: document['components'] });
  return { guard, peer: (value) => validator.validate(value).valid, ajv: (value) => ajv(value), valid: schemaArbitrary(reference, document) };
}

function replaceNumbers(value: Json, replace: (number: number) => number): Json {
  if (typeof value === 'number') return replace(value);
  if (Array.isArray(value)) return value.map((item) => replaceNumbers(item, replace));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, replaceNumbers(member, replace)]));
}
