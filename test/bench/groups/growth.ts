import { mergeKeyQuery } from 'matrix-encrypted-appservice';
import type { KeyQueryResponse } from 'matrix-encrypted-appservice/types';
import { isKeyQueryResponse } from 'matrix-encrypted-appservice/validators';
import { ratioOf } from '../harness/compare.js';
import type { Context, Group, Result, Row, Table } from '../harness/group.js';
import { contender, timeInRounds, type Contender, type Timing } from '../harness/rounds.js';
import { summarize } from '../harness/statistics.js';
import { keyQueryResponse } from '../workloads/key-query.js';

/** Target 9: whether the time per device stays the same when there are ten times as many. */
export const growth: Group = {
  name: 'growth',
  about: 'validate and merge at 100,000 devices, against 10,000: time per device',
  run,
};

const devicesEach = 2;
const small = 10_000;
const large = 100_000;

/** The answers to one key query, as they came. */
interface Texts {
  readonly devices: number;
  readonly homeserver: string;
  /** Has 1 % of the users. */
  readonly appservice: string;
}

interface Pair {
  readonly homeserver: KeyQueryResponse;
  readonly appservice: KeyQueryResponse;
}

function run(context: Context): Result {
  context.progress(`${small} and ${large} devices`);
  const workloads = [textsWith(small), textsWith(large)];
  const ours = timeInRounds(workloads.map(validateAndMerge), context);
  const parsing = timeInRounds(workloads.map(parseOnly), context);
  return {
    tables: [
      tableOf('validate and merge, an appservice answering for 1 % of the users', workloads, ours),
      tableOf('JSON.parse of both answers, for comparison', workloads, parsing),
    ],
    verdicts: [
      {
        number: 9,
        what: `time per device at ${large} devices, against ${small}`,
        limit: { atMost: 1.3 },
        unit: '×',
        measured: growthOf(ours),
      },
    ],
    notes: [`JSON.parse takes ${growthOf(parsing).toPrecision(3)}× the time per device at ${large} devices`],
  };
}

function textsWith(devices: number): Texts {
  const users = devices / devicesEach;
  return {
    devices,
    homeserver: JSON.stringify(keyQueryResponse({ users, devices: devicesEach })),
    appservice: JSON.stringify(keyQueryResponse({ users: users / 100, devices: devicesEach }, 4)),
  };
}

function nameOf(devices: number): string {
  return `${devices} devices`;
}

function validateAndMerge(texts: Texts): Contender {
  return contender(
    nameOf(texts.devices),
    () => parse(texts),
    (pair) => {
      if (!isKeyQueryResponse(pair.homeserver)) throw new Error('the workload is not valid');
      return mergeKeyQuery(pair.homeserver, pair.appservice);
    },
  );
}

function parseOnly(texts: Texts): Contender {
  return contender(nameOf(texts.devices), () => texts, parse);
}

function parse({ homeserver, appservice }: Texts): Pair {
  return {
    homeserver: JSON.parse(homeserver) as KeyQueryResponse, // the workload above
    appservice: JSON.parse(appservice) as KeyQueryResponse,
  };
}

/** One row for each workload, with the timing that stands in the same place. */
function tableOf(title: string, workloads: readonly Texts[], timings: readonly Timing[]): Table {
  const rows = workloads.map(({ devices }, index): Row => {
    const samples = timings[index]?.samples ?? [];
    const perDevice = summarize(samples.map((sample) => (sample * 1000) / devices));
    return {
      name: nameOf(devices),
      figures: { time: { ...summarize(samples), unit: 'ms' }, 'per device': { ...perDevice, unit: 'µs' } },
    };
  });
  return { title, rows };
}

/** The time per device with many, against that with few. */
function growthOf(timings: readonly Timing[]): number {
  return ratioOf(timings, nameOf(large), nameOf(small)) / (large / small);
}
