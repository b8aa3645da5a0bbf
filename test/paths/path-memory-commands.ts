import fc from 'fast-check';
import { expect, vi } from 'vitest';
import { createPathMemory, type PathMemory } from '../../src/client/index.js';
import {
  BackingOffError,
  ConnectionError,
  InvalidAnswerError,
  MatrixHttpError,
  TimeoutError,
  UnrecognizedEndpointError,
} from '../../src/errors.js';
import { operations } from '../../src/operations.js';
import type { Meaning, ReferenceCall, ReferenceMemory, Step } from './reference-memory.js';
import {
  answers,
  deadlineMs,
  watchCall,
  type Answer,
  type Asked,
  type Plan,
  type WatchedCall,
} from './watched-call.js';

/** What the rules expect. */
export interface Model {
  memory: ReferenceMemory;
  /** Calls whose path hangs. Those of an earlier process are not among them. */
  hanging: HangingCall[];
  random: number;
  readonly prefer: 'stable' | 'unstable' | undefined;
}

/** What is compared with it. The clock of both is the faked one. */
export interface Real {
  paths: PathMemory;
  /** What the injected `random` gives. */
  random: number;
}

interface HangingCall {
  readonly reference: ReferenceCall;
  readonly plan: Plan;
  readonly watched: WatchedCall;
  readonly untilMs: number;
}

type Command = fc.AsyncCommand<Model, Real>;

const dayMs = 24 * 60 * 60 * 1000;
const failures = [MatrixHttpError, InvalidAnswerError, ConnectionError, TimeoutError];

const answer = fc.constantFrom(...(Object.keys(answers) as Answer[]));
const planned = fc.oneof(answer, fc.constant('hangs' as const));
const plan: fc.Arbitrary<Plan> = fc.oneof(
  fc.record({ unstable: planned, stable: planned }),
  // The usual appservices, which take the sequences furthest: no such route, one of the paths, down, too slow.
  fc.constantFrom<Plan>(
    { unstable: '404 HTML', stable: '404 M_UNRECOGNIZED' },
    { unstable: '404 M_UNRECOGNIZED', stable: '200 {}' },
    { unstable: '200 {}', stable: '405' },
    { unstable: 'refused', stable: 'refused' },
    { unstable: 'hangs', stable: 'hangs' },
    { unstable: 'hangs', stable: 'hangs' },
  ),
);
// One of them has most of what happens, so that it goes far.
const appservice = fc.constantFrom('irc', 'irc', 'irc', 'irc', '__proto__');
const operation = fc.constantFrom<'queryKeys' | 'claimKeys'>('queryKeys', 'queryKeys', 'queryKeys', 'claimKeys');
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const anAsk = fc.tuple(appservice, operation, plan, random).map((all) => ask(...all));
const anAnswer = fc.tuple(fc.nat(), answer, random).map((all) => letAnswer(...all));
const anEnd = fc.tuple(fc.nat(), fc.constantFrom(-1, 0, 0)).map((all) => waitForAnEnd(...all));

/** Everything that can happen between a homeserver and its appservices, as far as the memory of paths is concerned. */
export const commands: readonly fc.Arbitrary<Command>[] = [
  ...[anAsk, anAsk, anAsk, anAnswer, anAnswer, anEnd, anEnd],
  fc.nat().map(abort),
  fc.oneof(fc.nat({ max: 20_000 }), fc.nat({ max: 2 * dayMs })).map(wait),
  fc.oneof(
    appservice.map(forget),
    fc.tuple(appservice, fc.constantFrom('ping', 'sendTransaction'), answer).map((all) => askBesides(...all)),
    fc.constant(restart()),
  ),
];

/** A key query or key claim begins. What it asks, and how it ends if it does, is compared. */
function ask(appservice: string, operation: 'queryKeys' | 'claimKeys', plan: Plan, random: number): Command {
  return {
    check: () => true,
    async run(model, real) {
      model.random = real.random = random;
      const { paths, stablePath, unstablePath } = operations.applicationService[operation];
      const preferred = model.prefer && (model.prefer === 'stable' ? stablePath : unstablePath);
      const began = model.memory.begin(appservice, operation, { paths, preferred }, Date.now());
      const watched = watchCall(appservice, operation, plan, { paths: real.paths, prefer: model.prefer });
      if ('reason' in began) {
        const error = await watched.settle();
        expect(error).toBeInstanceOf(BackingOffError);
        expect(error).toMatchObject({ retryAtMs: began.retryAtMs, reason: began.reason });
        expect(watched.asked).toEqual([]);
        return;
      }
      await goOn(model, { reference: began, plan, watched, untilMs: Date.now() + deadlineMs });
    },
    toString: () => `${appservice} ${operation} ${JSON.stringify(plan)} (random ${random})`,
  };
}

/** Takes a call through the answers of its paths, up to its end or to a path that hangs, and compares. */
async function goOn(model: Model, call: HangingCall, hung?: Meaning): Promise<void> {
  const { reference, plan, watched } = call;
  let meaning = hung;
  let step: Step = 'asks on';
  while (step === 'asks on') {
    const path = reference.order[reference.asked - 1] ?? '';
    const planned = path.includes('/unstable/') ? plan.unstable : plan.stable;
    if (meaning === undefined && planned === 'hangs') {
      model.hanging.push(call);
      expect(await watched.settle()).toBeUndefined();
      break;
    }
    meaning ??= planned === 'hangs' ? 'failure' : answers[planned].meaning;
    step = model.memory.take(reference, meaning, Date.now(), model.random);
    meaning = undefined;
  }
  if (step !== 'asks on') expectEnd(await watched.settle(), step, reference);
  expect(watched.asked).toEqual(reference.order.slice(0, reference.asked));
}

function expectEnd(end: unknown, step: Step, { order }: ReferenceCall): void {
  if (step === 'answered') expect(end).toBe('answered');
  if (step === 'no path is known') {
    expect(end).toBeInstanceOf(UnrecognizedEndpointError);
    expect(end).toMatchObject({ paths: order });
  }
  if (step === 'failed') expect(failures.some((failure) => end instanceof failure)).toBe(true);
  if (step === 'aborted') expect(end).toMatchObject({ name: 'AbortError' });
}

/** One of the calls that hang gets its answer. */
function letAnswer(index: number, answer: Answer, random: number): Command {
  return {
    check: ({ hanging }) => hanging.length > 0,
    async run(model, real) {
      model.random = real.random = random;
      const [call] = model.hanging.splice(index % model.hanging.length, 1);
      call?.watched.answer(answer);
      if (call) await goOn(model, call, answers[answer].meaning);
    },
    toString: () => `hanging call ${index} gets ${answer} (random ${random})`,
  };
}

/** One of the callers whose calls hang does not wait any longer, which is not the appservice's fault. */
function abort(index: number): Command {
  return {
    check: ({ hanging }) => hanging.length > 0,
    async run(model) {
      const [call] = model.hanging.splice(index % model.hanging.length, 1);
      call?.watched.abort();
      if (call) await goOn(model, call, 'aborted');
    },
    toString: () => `hanging call ${index} is aborted`,
  };
}

/** Time passes. What hangs comes to its deadline in between (N8). */
function wait(ms: number): Command {
  return {
    check: () => true,
    run: (model) => waitUntil(model, Date.now() + ms),
    toString: () => `${ms} ms pass`,
  };
}

/** Time passes to where a wait ends, or to a millisecond before. */
function waitForAnEnd(index: number, offsetMs: number): Command {
  return {
    check: ({ memory }) => memory.waitsUntil(Date.now()).length > 0,
    async run(model) {
      const ends = model.memory.waitsUntil(Date.now());
      await waitUntil(model, (ends[index % ends.length] ?? 0) + offsetMs);
    },
    toString: () => `time passes to ${offsetMs} ms from the end of wait ${index}`,
  };
}

async function waitUntil(model: Model, endMs: number): Promise<void> {
  const late = model.hanging.filter(({ untilMs }) => untilMs <= endMs).sort((a, b) => a.untilMs - b.untilMs);
  model.hanging = model.hanging.filter((call) => !late.includes(call));
  for (const call of late) {
    vi.advanceTimersByTime(call.untilMs - Date.now());
    call.watched.answer('500'); // too late: it only makes `settle` wait for the end
    await goOn(model, call, 'failure');
  }
  vi.advanceTimersByTime(endMs - Date.now());
}

function forget(appservice: string): Command {
  return {
    check: () => true,
    run: ({ memory }, { paths }) => {
      memory.forget(appservice);
      paths.forget(appservice);
      return Promise.resolve();
    },
    toString: () => `${appservice} is forgotten`,
  };
}

/** A ping or a transaction: sent in any case, whatever was learnt, and of no consequence but a ping's success (N5, N6). */
function askBesides(appservice: string, operation: Asked, answer: Answer): Command {
  return {
    check: () => true,
    async run({ memory, prefer }, { paths }) {
      const call = watchCall(appservice, operation, { unstable: answer, stable: answer }, { paths, prefer });
      const isAnswered = (await call.settle()) === 'answered';
      expect(isAnswered).toBe(answers[answer].meaning === 'known');
      expect(call.asked).toHaveLength(1);
      if (isAnswered && operation === 'ping') memory.forget(appservice);
    },
    toString: () => `${appservice} ${operation}: ${answer}`,
  };
}

/** The homeserver starts anew with a snapshot. Calls that are under way are the old process's. */
function restart(): Command {
  return {
    check: () => true,
    run: (model, real) => {
      const snapshot = JSON.parse(JSON.stringify(real.paths.snapshot())) as unknown;
      real.paths = createPathMemory({ random: () => real.random, snapshot });
      model.memory = model.memory.restarted();
      for (const { watched } of model.hanging.splice(0)) watched.abort();
      return Promise.resolve();
    },
    toString: () => 'the process starts anew',
  };
}
