import { mergeKeyQuery } from 'matrix-encrypted-appservice';
import type { KeyQueryResponse } from 'matrix-encrypted-appservice/types';
import { isKeyQueryResponse } from 'matrix-encrypted-appservice/validators';
import { ratioOf } from '../harness/compare.js';
import type { Context, Group, Result } from '../harness/group.js';
import { contender, timeInRounds, type Contender } from '../harness/rounds.js';
import { summarize } from '../harness/statistics.js';
import { keyQueryResponse } from '../workloads/key-query.js';

/** Target 11: whether the time per device stays the same when there are ten times as many. */
export const growth: Group = {
  name: 'growth',
  about: 'validate and merge at 100,000 devices, against 10,000: time per device',
  run,
};

const devicesEach = 2;
const small = 10_000;
const large = 100_000;

interface Pair {
  readonly homeserver: KeyQueryResponse;
  readonly appservice: KeyQueryResponse;
}

function run(context: Context): Result {
  context.progress(`${small} and ${large} devices`);
  const timings = timeInRounds([validateAndMerge(small), validateAndMerge(large)], context);
  const names = timings.map(({ name }) => name);
  const [smallName = '', largeName = ''] = names;
  return {
    tables: [
      {
        title: 'validate and merge, an appservice answering for 1 % of the users',
        rows: timings.map(({ name, samples }, index) => {
          const devices = index === 0 ? small : large;
          const perDevice = summarize(samples.map((sample) => (sample * 1000) / devices));
          return {
            name,
            figures: { time: { ...summarize(samples), unit: 'ms' }, 'per device': { ...perDevice, unit: 'µs' } },
          };
        }),
      },
    ],
    verdicts: [
      {
        number: 11,
        what: `time per device at ${large} devices, against ${small}`,
        limit: { atMost: 1.3 },
        unit: '×',
        measured: ratioOf(timings, largeName, smallName) / (large / small),
      },
    ],
    notes: [],
  };
}

function validateAndMerge(devices: number): Contender {
  const users = devices / devicesEach;
  const homeserver = JSON.stringify(keyQueryResponse({ users, devices: devicesEach }));
  const appservice = JSON.stringify(keyQueryResponse({ users: users / 100, devices: devicesEach }, 4));
  return contender(
    `${devices} devices`,
    (): Pair => ({
      homeserver: JSON.parse(homeserver) as KeyQueryResponse, // the workload above
      appservice: JSON.parse(appservice) as KeyQueryResponse,
    }),
    (pair) => {
      if (!isKeyQueryResponse(pair.homeserver)) throw new Error('the workload is not valid');
      return mergeKeyQuery(pair.homeserver, pair.appservice);
    },
  );
}
