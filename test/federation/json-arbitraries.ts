import fc from 'fast-check';
import { awkwardNames } from '../helpers/key-arbitraries.js';

/** Any string that UTF-8 can encode, of every script, controls and characters beyond U+FFFF among them. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('\u0000', '\b', '\u001f', '"', '\\', '/', '\u007f', '\u2028', '\ue000', '\uffff', '😀'),
  }),
);

const name: fc.Arbitrary<string> = fc.oneof(
  text,
  fc.constantFrom(...awkwardNames, '10', '9', '-1', '01', 'signatures'),
);
const leaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, false, 0, -0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
  fc.integer({ min: -100, max: 100 }),
  fc.maxSafeInteger(),
  text,
);

const { value, object } = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof({ maxDepth: 4, depthSize: 'small' }, leaf, fc.array(tie('value'), { maxLength: 4 }), tie('object')),
  object: fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
}));

/** Any JSON object that has canonical JSON. */
export const jsonObject: fc.Arbitrary<Record<string, unknown>> = object;

/** Any JSON value that has canonical JSON. */
export const jsonValue: fc.Arbitrary<unknown> = value;

/** The same value with the members of every object in another order. */
export function reordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reordered);
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, reordered(member)] as const)
      .reverse(),
  );
}
