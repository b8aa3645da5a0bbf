import { describe, expect, it } from 'vitest';
import { chosen, failuresIn, runChecks, type Check } from '../../src/check/run-checks.js';
import { aCheck, aResult } from './reports.js';

function checkThat(id: string, run: Check<string[]>['run']): Check<string[]> {
  return { ...aCheck(id), run };
}

const pass = (id: string): Check<string[]> =>
  checkThat(id, (done) => {
    done.push(id);
    return Promise.resolve({ verdict: 'works' });
  });

const explain = (error: unknown): string => `explained: ${(error as Error).message}`;

it.each([
  [{}, ['a', 'b', 'c']],
  [{ only: ['c', 'a'] }, ['a', 'c']],
  [{ except: ['b'] }, ['a', 'c']],
  [{ only: ['a', 'b'], except: ['b'] }, ['a']],
  [{ only: [] }, []],
])('of all checks, %j chooses %j', (selection, ids) => {
  expect(
    chosen(
      ['a', 'b', 'c'].map((id) => aCheck(id)),
      selection,
    ).map(({ id }) => id),
  ).toEqual(ids);
});

it.each([{ only: ['d'] }, { except: ['a', 'd'] }])(
  'a choice with an ID that no check has is refused: %j',
  (selection) => {
    expect(() => chosen([aCheck('a')], selection)).toThrow(new TypeError('there is no check with the ID “d”'));
  },
);

describe('runChecks', () => {
  it('runs checks in order, measures each, and leaves their actions out of the results', async () => {
    let time = 0;
    const done: string[] = [];
    const heard: string[] = [];
    const results = await runChecks([pass('a'), pass('b')], done, {
      now: () => (time += 10),
      explain,
      onResult: ({ check }) => heard.push(check.id),
    });
    expect(done).toEqual(['a', 'b']);
    expect(heard).toEqual(['a', 'b']);
    expect(results).toEqual([
      { check: aCheck('a'), verdict: 'works', durationMs: 10 },
      { check: aCheck('b'), verdict: 'works', durationMs: 10 },
    ]);
  });

  it('tells of each check before it is made, with the number of those that are done', async () => {
    const told: unknown[] = [];
    const onCheck = ({ id }: { readonly id: string }, done: number, all: number): number => told.push([id, done, all]);
    await runChecks([pass('a'), pass('b')], [], { now: () => 0, explain, onCheck });
    expect(told).toEqual([
      ['a', 0, 2],
      ['b', 1, 2],
    ]);
  });

  it('writes what was seen in one line of limited length', async () => {
    const long = checkThat('a', () => Promise.resolve({ verdict: 'broken', seen: `two\nlines ${'x'.repeat(10_000)}` }));
    const [result] = await runChecks([long], [], { now: () => 0, explain });
    expect(result?.seen).toMatch(/^two lines x{390}…$/);
  });

  it('goes on after a check that throws, and says why that was not tested', async () => {
    const done: string[] = [];
    const failing = checkThat('a', () => Promise.reject(new Error('no route')));
    const results = await runChecks([failing, pass('b')], done, { now: () => 0, explain });
    expect(results[0]).toMatchObject({ verdict: 'not-tested', seen: 'explained: no route' });
    expect(done).toEqual(['b']);
  });

  it('runs nothing more once it was interrupted, and believes no check that was cut short', async () => {
    const controller = new AbortController();
    const done: string[] = [];
    const interrupting = checkThat('a', () => {
      controller.abort();
      return Promise.resolve({ verdict: 'works' });
    });
    const { signal } = controller;
    const results = await runChecks([interrupting, pass('b')], done, { now: () => 0, explain, signal });
    expect(done).toEqual([]);
    expect(results.map(({ verdict, seen }) => [verdict, seen])).toEqual([
      ['not-tested', 'the run was interrupted'],
      ['not-tested', 'the run was interrupted'],
    ]);
  });
});

describe('failuresIn', () => {
  const spare = aCheck('spare', { needed: false });
  const untested = aResult('not-tested', { seen: 'no room' });

  it('finds what a bridge needs and does not work, and what it needs and was not tested where that takes proof', () => {
    const failing = [aResult('missing'), aResult('broken')];
    const results = [
      ...[aResult('works'), aResult('other-name'), ...failing, untested],
      ...[aResult('missing', { check: spare }), aResult('not-tested', { check: spare })],
    ];
    expect(failuresIn(results, () => false)).toEqual(failing);
    expect(failuresIn(results, () => true)).toEqual([...failing, untested]);
    expect(failuresIn(results, ({ id }) => id === 'another')).toEqual(failing);
  });

  it('finds all that an interrupted run did not come to', () => {
    const cut = aResult('not-tested', { check: spare, seen: 'the run was interrupted' });
    expect(failuresIn([aResult('works'), cut], () => false)).toEqual([cut]);
  });
});
