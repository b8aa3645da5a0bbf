import process from 'node:process';
import { beforeAll, expect, it, vi } from 'vitest';
import { serverName } from '../synapse/synapse.js';
import { type Decide, everyone, nowAndThen, type FaultPlans, faults, kindOf, eachOnce, planFaults } from './faults.js';
import { describeWorld } from './field.js';
import { type Diary, live, plainWords, wordsOf } from './life.js';
import { wireFaults } from './wire.js';
import { ghost, openRoom } from './world.js';

/** The kinds of requests that a life makes, in the order in which they come. */
const kinds: readonly string[] = [
  'POST register',
  'PUT devices',
  'GET account/whoami',
  'POST keys/query',
  'POST keys/upload',
  'POST keys/device_signing/upload',
  'POST keys/signatures/upload',
  'GET sync',
  'PUT profile/displayname',
  'POST createRoom',
  'GET rooms/state/m.room.encryption',
  'POST rooms/invite',
  'GET rooms/members',
  'GET rooms/state/m.room.history_visibility',
  'POST keys/claim',
  'PUT sendToDevice/m.room.encrypted',
  'PUT rooms/send/m.room.encrypted',
  'POST upload',
  'GET media/download/synapse.test',
  'PUT rooms/redact',
  'POST join',
  'POST rooms/leave',
  'DELETE devices',
];

/** Those of a start. */
const kindsOfStart: readonly string[] = [
  'GET account/whoami',
  'GET user/account_data',
  'PUT user/account_data',
  'POST appservice/ping',
  'GET sync',
];

/** The lives with one fault: each has its turn at every fourth kind, or at one kind alone, which takes six times as long. */
const lives = process.env['INTEROP_FAULTS'] === 'one-in-a-life' ? kinds.length : 4;
const atOnce = 3;
const longestLifeMs = 90_000;

/** An error of a call has a class of ours, and names the request. */
const naming =
  /^(?:EncryptionError|MatrixHttpError|ConnectionError|InvalidAnswerError|TimeoutError): .*(?:GET|POST|PUT|DELETE) \S*\/_matrix\//s;

/** Those of the registration and of a file say what is wrong with it. */
const ofAnotherKind =
  /^EncryptionError: (?:the homeserver knows no appservice `id: irc` with this `as_token`|the file is not the one of its message)/;

describeWorld({}, (world) => {
  vi.setConfig({ testTimeout: 600_000 });
  let plans: FaultPlans;
  let ghosts = 0;
  let roomId = '';
  const errors: string[] = [];

  beforeAll(async () => {
    plans = planFaults(world().proxy);
    roomId = await openRoom(world());
  });

  /** Lives a life, some of whose requests fail. Returns what was wrong with it, and how many requests have failed. */
  async function tryLife(decide: Decide): Promise<{ wrong?: string; failed: number }> {
    const ghost = `@irc_life${ghosts++}:${serverName}`;
    let failed = 0;
    plans.plan(ghost, (request) => {
      const interference = decide(request);
      if (interference !== undefined) failed++;
      return interference;
    });
    const diary: Diary = { last: '', errors: [] };
    try {
      await inTime(live(world(), ghost, diary));
      return { failed };
    } catch (error) {
      const unread = world().appservice.told.filter(
        ({ what, receivers }) => what === 'undecryptable' && JSON.stringify(receivers).includes(ghost),
      );
      const reasons = unread.map(({ reason }) => String(reason));
      return { wrong: [String(error), diary.last, ...reasons, ...diary.errors].join(' | '), failed };
    } finally {
      plans.end(ghost);
      errors.push(...diary.errors);
    }
  }

  it('can happen at each of these kinds of requests', async () => {
    const seen = new Set<string>();
    const { wrong } = await tryLife((request) => void seen.add(kindOf(request)));
    expect(wrong).toBeUndefined();
    expect([...seen].sort()).toEqual([...kinds].sort());
  });

  it.each(faults)('costs nothing at a start, at one request of each kind in turn: %s', async (name, fault) => {
    for (const kind of kindsOfStart) {
      const { ask, say, hear } = wordsOf(world(), ghost, { last: '', errors });
      let failed = 0;
      const decide = eachOnce([kind], fault);
      plans.plan(everyone, (request) => {
        const interference = decide(request);
        if (interference !== undefined) failed++;
        return interference;
      });
      await ask('restart');
      await world().clients.ask('forgetSession', 'bob', { roomId });
      await hear(roomId, `${name} at ${kind}, heard`);
      await say(roomId, `${name} at ${kind}, said`);
      plans.end(everyone);
      expect(failed, kind).toBe(1);
    }
  });

  it.each(faults)('costs nothing in a life, at one request of each kind: %s', async (_, fault) => {
    const wrong: string[] = [];
    const waiting = Array.from({ length: lives }, (_, turn) => kinds.filter((_, place) => place % lives === turn));
    const next = async (): Promise<void> => {
      for (let turn = waiting.shift(); turn !== undefined; turn = waiting.shift()) {
        const outcome = await tryLife(eachOnce(turn, fault));
        if (outcome.wrong !== undefined) wrong.push(`${turn.join(', ')}: ${outcome.wrong}`);
        if (outcome.failed !== turn.length) wrong.push(`${turn.join(', ')}: only ${outcome.failed} failed`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, next));
    expect(wrong).toEqual([]);
  });

  it.each(faults)(
    'costs nothing in a life in which the first, fourth, ninth … request of each kind fails: %s',
    async (_, fault) => {
      const { wrong, failed } = await tryLife(nowAndThen(fault));
      expect(wrong).toBeUndefined();
      expect(failed).toBeGreaterThan(kinds.length);
    },
  );

  it('lets calls reject with errors of ours, which name the request', () => {
    expect(errors.length).toBeGreaterThan(10);
    expect(errors.filter((error) => !naming.test(error) && !ofAnotherKind.test(error))).toEqual([]);
  });

  it('sends no position of a ratchet twice with other content, and nothing in plain text', () => {
    const { requests } = world().proxy;
    expect(wireFaults(requests)).toEqual([]);
    expect(requests.filter(({ path, body }) => `${path} ${body}`.includes(plainWords))).toEqual([]);
  });
});

/** Waits for a life, and not longer than it may take. */
async function inTime(life: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, longestLifeMs, new Error('not all of it was read'));
  });
  await Promise.race([life, end]).finally(() => {
    clearTimeout(timer);
  });
}
