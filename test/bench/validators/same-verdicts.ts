/** Says whether a value is valid. */
export type Verdict = (value: unknown) => boolean;

const replacements: readonly unknown[] = [null, true, 42, 1.5, -1, '', 'text', [], ['text'], {}, { text: 'text' }];

/**
 * Whether a validator accepts and refuses the same as another one: valid samples, and each of them with each of its
 * values in turn missing or replaced by others of every JSON type. Gives the first case on which the two differ.
 */
export function firstDifference(samples: readonly unknown[], expected: Verdict, actual: Verdict): string | undefined {
  for (const sample of samples) {
    for (const { value, change } of variantsOf(sample)) {
      const verdict = expected(value);
      if (actual(value) !== verdict) return `${change}, which should be ${verdict ? 'accepted' : 'refused'}`;
    }
  }
  return undefined;
}

/** A sample as it is or with one change. */
export interface Variant {
  readonly value: unknown;
  readonly change: string;
}

/** The sample itself, and then every variant. */
export function* variantsOf(sample: unknown): Generator<Variant> {
  yield { value: sample, change: 'no change' };
  for (const path of pathsOf(sample)) {
    const place = `/${path.join('/')}`;
    if (path.length > 0) yield { value: changed(sample, path, undefined), change: `${place} missing` };
    for (const replacement of replacements) {
      yield { value: changed(sample, path, replacement), change: `${place} = ${JSON.stringify(replacement)}` };
    }
  }
}

function* pathsOf(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) yield* pathsOf(member, [...path, name]);
}

/** A copy with another value at the path, or without it. */
function changed(value: unknown, [name, ...rest]: readonly string[], replacement: unknown): unknown {
  if (name === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.flatMap((member: unknown, index) => {
      if (String(index) !== name) return [member];
      return rest.length === 0 && replacement === undefined ? [] : [changed(member, rest, replacement)];
    });
  }
  const copy: Record<string, unknown> = { ...(value as object) }; // the path leads through it
  // oxlint-disable-next-line typescript/no-dynamic-delete -- a fresh copy
  if (rest.length === 0 && replacement === undefined) delete copy[name];
  else copy[name] = changed(copy[name], rest, replacement);
  return copy;
}
