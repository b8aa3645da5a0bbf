import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../scripts/generate/json.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { projectFiles, readProjectFile } from '../helpers/project.js';
import { mutants, mutated } from './mutants.js';
import { subjects, type Subject } from './subjects.js';

interface Case {
  readonly name: string;
  readonly rule: string;
  readonly input: Json;
  readonly expected: Json;
}

interface Vectors {
  readonly description: string;
  readonly rules: readonly string[];
  readonly cases: readonly Case[];
}

const files = projectFiles('generated/vectors', '.json').map(({ path, text }) => ({
  name: path.replace(/^.*\/|\.json$/g, ''),
  ...(JSON.parse(text) as Vectors),
}));

it('there is something to run for each file of vectors', () => {
  expect(files.map(({ name }) => name).sort()).toEqual(Object.keys(subjects).sort());
});

describe.each(files)('$name', ({ name, description, rules, cases }) => {
  it('says what it is about, and has a case for each of its rules, which exist', () => {
    const known = [...readProjectFile('openapi/behaviour.md').matchAll(/^### ([A-Z]\d+[a-z]?)\. /gm)].map(
      ([, id]) => id,
    );
    expect(description).toMatch(/^[A-Z].{60,}\.$/);
    expect(rules.filter((rule) => !known.includes(rule))).toEqual([]);
    expect([...new Set(cases.map(({ rule }) => rule))].sort()).toEqual([...rules].sort());
  });

  it.each(cases)('$name ($rule)', async ({ input, expected }) => {
    expect(await outcome(subjectOf(name), input)).toEqual(inAnyOrder(expected));
  });

  it.each(Object.entries(mutants[name] ?? {}))('find an implementation that %s', async (_, mutant) => {
    const subject = mutated(name, mutant);
    const verdicts = cases.map(async ({ input, expected }) => {
      return isDeepStrictEqual(await outcome(subject, input), inAnyOrder(expected));
    });
    expect(await Promise.all(verdicts)).toContain(false);
  });
});

function subjectOf(name: string): Subject {
  return subjects[name] ?? ((): never => expect.fail(`nothing runs ${name}`));
}

async function outcome(subject: Subject, input: Json): Promise<unknown> {
  return inAnyOrder((await subject(deepFreeze(input) as never)) as Json);
}

/** Sorts the lists whose order means nothing. */
function inAnyOrder(result: Json): Json {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return result;
  return Object.fromEntries(
    Object.entries(result).map(([name, value]) => [
      name,
      (name === 'reports' || name === 'dropped') && Array.isArray(value) ? [...value].sort() : value,
    ]),
  );
}
