import { createNamespaces } from 'matrix-encrypted-appservice/registration';
import { RE2JS } from 're2js';
import { ratioOf, rowsAgainst } from '../harness/compare.js';
import type { Context, Group, Result } from '../harness/group.js';
import { contender, timeInRounds, type Contender } from '../harness/rounds.js';
import { regexAt, registrations, userOf } from '../workloads/registrations.js';

/** Target 7: finding a user's owner, by how many registrations there are. */
export const owners: Group = {
  name: 'owners',
  about: "a user's owner among 1,000 registrations, against 10, and against a loop over all expressions",
  run,
};

const many = 1000;
const few = 10;
const amongMany = `ownerOf among ${many}`;
const amongFew = `ownerOf among ${few}`;
const loopOfRe2 = `loop over ${many}, re2js`;
const loopOfRegExp = `loop over ${many}, RegExp`;
/** More than the cache holds, so that every look-up is one. */
const distinctUsers = 20_000;
/** How many users a run looks up; the loops take too long for as many. */
const lookUpsEach = 2000;
const lookUpsOfLoop = 100;

function run(context: Context): Result {
  context.progress(`${distinctUsers} users among ${few} and ${many} registrations`);
  const expressions = Array.from({ length: many }, (_, index) => regexAt(index));
  const linear = expressions.map((expression) => RE2JS.compile(expression));
  const native = expressions.map((expression) => new RegExp(`^(?:${expression})`));
  const passes: readonly Pass[] = [
    pass(amongFew, few, lookUpsEach, ownerAmong(few)),
    pass(amongMany, many, lookUpsEach, ownerAmong(many)),
    pass(loopOfRe2, many, lookUpsOfLoop, (user) => linear.filter((pattern) => pattern.matcher(user).lookingAt())),
    pass(loopOfRegExp, many, lookUpsOfLoop, (user) => native.filter((pattern) => pattern.test(user))),
  ];
  const timings = timeInRounds(
    passes.map((each) => each.contender),
    context,
  ).map(({ name, samples }, index) => {
    const lookUps = passes[index]?.lookUps ?? NaN;
    return { name, samples: samples.map((sample) => sample / lookUps) };
  });
  return {
    tables: [
      { title: 'one look-up of a user who was not looked up before', rows: rowsAgainst(timings, amongFew, '×') },
    ],
    verdicts: [
      {
        number: 7,
        what: `owner among ${many} registrations, against ${few}`,
        limit: { atMost: 8 },
        unit: '×',
        measured: ratioOf(timings, amongMany, amongFew),
      },
      {
        number: 7,
        what: `owner among ${many} registrations, how much faster than a loop with the same engine`,
        limit: { atLeast: 50 },
        unit: '×',
        measured: ratioOf(timings, loopOfRe2, amongMany),
      },
    ],
    notes: [
      'the loops try every expression, as it takes to notice that a user has two owners, which ownerOf reports',
      "RegExp is no way to run other people's expressions: one of them can stop a server",
    ],
  };
}

function ownerAmong(count: number): (user: string) => unknown {
  const namespaces = createNamespaces(registrations(count), 'example.org');
  return (user) => namespaces.ownerOf(user);
}

/** A contender, and how many users one run of it looks up. */
interface Pass {
  readonly contender: Contender;
  readonly lookUps: number;
}

/** Users come in turn, spread over all registrations. */
function pass(name: string, among: number, lookUps: number, find: (user: string) => unknown): Pass {
  const users = Array.from({ length: distinctUsers }, (_, index) => userOf((index * 7) % among, index));
  let next = 0;

  function takeUsers(): string[] {
    const begin = next;
    next = (next + lookUps) % distinctUsers;
    return users.slice(begin, begin + lookUps);
  }

  function lookUpAll(taken: readonly string[]): unknown {
    let found: unknown;
    for (const user of taken) found = find(user);
    return found;
  }

  return { contender: contender(name, takeUsers, lookUpAll), lookUps };
}
