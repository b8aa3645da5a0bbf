import { forgetDevice } from '../../appservice/forget-device.js';
import type { AppserviceStore } from '../../appservice/store.js';
import { isUserId } from '../../identifiers.js';
import { usageError } from '../cli-error.js';
import type { Command, Report } from '../command.js';
import { didYouMean } from '../nearest.js';
import type { ParsedArguments } from '../parse-arguments.js';
import { table } from '../print/table.js';
import { styled, type Text } from '../print/text.js';
import { checkStore } from '../store/check-store.js';
import type { OpenDatabase } from '../store/database.js';
import { withDatabase } from '../store/open-store.js';
import { changeEvents, describeFailing, listSetAside, type FailingEvent } from '../store/set-aside-events.js';

/** Does something to a database, with the operands that follow its name. */
type Action = (operands: readonly string[], input: ParsedArguments) => (database: OpenDatabase) => Promise<Report>;

const actions: Readonly<Record<string, Action>> = {
  status: (operands) => {
    requireNone('status', operands);
    return withStore('read', statusOf);
  },
  'set-aside': (operands) => {
    requireNone('set-aside', operands);
    return withStore('read', listSetAside);
  },
  redeliver: (operands, input) => {
    const events = eventsOf('redeliver', operands, input);
    return withStore('write', (store) => changeEvents(store, 'redeliver', events));
  },
  drop: (operands, input) => {
    const events = eventsOf('drop', operands, input);
    return withStore('write', (store) => changeEvents(store, 'drop', events));
  },
  'forget-device': ([userId = '', deviceId, ...others]) => {
    if (deviceId === undefined || others.length > 0) throw usageError('forget-device takes a user and a device');
    if (!isUserId(userId)) throw usageError(`${userId} is not a user ID: it must begin with @`);
    return withStore('write', (store) => forget(store, userId, deviceId));
  },
  check: (operands) => {
    requireNone('check', operands);
    return check;
  },
};

/** Looks into the database of an appservice, and puts right what only an operator can. */
export const store: Command = {
  name: 'store',
  summary: "looks into an appservice's database: what waits, what failed, what is damaged",
  operands: 'FILE|postgres:… ACTION',
  about: [
    'Actions: status counts the transactions and events that wait. set-aside lists the events whose delivery failed ten ' +
      'times. redeliver SEQ… delivers some of them again, and drop SEQ… deletes them; --all selects all of them. ' +
      'forget-device USER DEVICE deletes a device and its keys, for use after a backup was restored. ' +
      'An appservice with createEncryption calls reset() on each user instead. check looks for damage.',
    'The appservice may keep running. Run this command as the same user, so that the appservice can open every file that ' +
      'it creates.',
    'SQLite needs one of these drivers, and the first one found is used: node:sqlite (built into Node 22.13 and newer), ' +
      'better-sqlite3, @photostructure/sqlite, libsql. PostgreSQL needs pg. Drivers are looked up from the working ' +
      'directory, then from this package. Install one with npm install better-sqlite3, or npm install pg.',
    'Do not write a password into the URL, where other users of the machine can see it. Set PGPASSWORD, or use ~/.pgpass ' +
      'or a service file: postgres:?service=NAME. PGHOST, PGUSER and the like also work.',
  ],
  options: {
    schema: { value: 'NAME', about: 'the PostgreSQL schema of the store; public by default' },
    all: { about: 'redeliver or drop all events that were set aside' },
  },
  examples: ['store bridge.db status', 'store postgres://bridge@localhost/bridge set-aside --json'],
  json: {
    driver: 'what opened the database',
    status:
      'of status: waitingTransactions, waitingEvents, pendingEvents, setAsideEvents, oldestAt, null if nothing waits; and, if ' +
      'the next event is being tried again, failing: { seq, transactionId, attempts, nextAttemptAt, lastError, type, eventId, roomId, sender }',
    events: 'of set-aside: [{ seq, transactionId, arrivedAt, attempts, reason, type, eventId, roomId, sender }]',
    changed: 'of redeliver and drop: the numbers of the events',
    missing: 'of redeliver and drop: the numbers of those that were not set aside',
    forgotten: 'of forget-device: true if anything was known of the device',
    parts: 'of forget-device: what was known of it: { record, claimableKeys, currentDevice }, true or false each',
    findings: 'of check: [{ severity, message }]',
  },
  async run(input, world) {
    const [target, name, ...operands] = input.operands;
    if (target === undefined || name === undefined) {
      throw usageError('store takes a database and an action', `The actions are: ${Object.keys(actions).join(', ')}.`);
    }
    // Found as an own property; its name is not repeated, since it may be a URL in the wrong place.
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined) {
      if (Object.hasOwn(actions, target)) {
        throw usageError('the database comes before the action', `Write it so: store FILE|postgres:… ${target}`);
      }
      const known = Object.keys(actions);
      throw usageError('there is no such action', didYouMean(name, known) ?? `The actions are: ${known.join(', ')}.`);
    }
    const act = action(operands, input);
    return withDatabase(target, input.value('schema'), world, async (database) => {
      const report = await act(database);
      return { ...report, json: { driver: database.driver, ...report.json } };
    });
  },
};

function withStore(
  access: 'read' | 'write',
  act: (store: AppserviceStore) => Promise<Report>,
): (database: OpenDatabase) => Promise<Report> {
  return async (database) => {
    const opened = await database.openStore(access);
    try {
      return await act(opened);
    } finally {
      await opened.close();
    }
  };
}

function requireNone(name: string, operands: readonly string[]): void {
  if (operands.length > 0) throw usageError(`${name} takes no further arguments`);
}

/** The numbers of events that were named, or `all`. */
function eventsOf(name: string, operands: readonly string[], input: ParsedArguments): readonly number[] | 'all' {
  if (input.has('all') === operands.length > 0) throw usageError(`${name} takes the numbers of events, or --all`);
  if (input.has('all')) return 'all';
  return operands.map((operand) => {
    const seq = Number(operand);
    if (/^\d+$/.test(operand) && Number.isSafeInteger(seq)) return seq;
    throw usageError(`${operand} is not the number of an event`, 'The action set-aside lists the numbers.');
  });
}

async function statusOf({ inbox }: AppserviceStore): Promise<Report> {
  const { oldestAtMs, ...counts } = await inbox.status();
  const next = await inbox.nextEvent();
  const failing = next !== undefined && next.attempts > 0 ? describeFailing(next) : undefined;
  const oldestAt = oldestAtMs === undefined ? null : new Date(oldestAtMs).toISOString();
  return {
    status: 0,
    json: { status: { ...counts, oldestAt, ...(failing && { failing }) } },
    lines: table([
      ['waiting transactions', String(counts.waitingTransactions)],
      ['waiting events', String(counts.waitingEvents)],
      ['events that wait for a room key', String(counts.pendingEvents)],
      ['events that were set aside', counted(counts.setAsideEvents)],
      ['waiting since', oldestAt ?? 'nothing waits'],
      ...(failing ? failingLines(failing) : []),
    ]),
  };
}

function failingLines({ seq, type, eventId, attempts, nextAttemptAt, lastError }: FailingEvent): Text[][] {
  return [
    ['next event', `${String(seq)}  ${type ?? 'no type'}  ${eventId ?? 'no ID'}`],
    ['attempts', styled('yellow', String(attempts))],
    ['next attempt', nextAttemptAt ?? 'in progress'],
    ['last error', lastError ?? 'none was written down'],
  ];
}

function counted(count: number): Text {
  return count === 0 ? '0' : styled('yellow', String(count));
}

async function forget(opened: AppserviceStore, userId: string, deviceId: string): Promise<Report> {
  const parts = await opened.transaction((within) => forgetDevice(within, userId, deviceId));
  const wasKnown = Object.values(parts).includes(true);
  const lines = wasKnown ? `${deviceId} of ${userId} is forgotten` : `nothing was known of ${deviceId} of ${userId}`;
  return { status: wasKnown ? 0 : 1, json: { forgotten: wasKnown, parts }, lines: [lines] };
}

async function check(database: OpenDatabase): Promise<Report> {
  const findings = await checkStore(database);
  const isDamaged = findings.some(({ severity }) => severity === 'error');
  return {
    status: isDamaged ? 1 : 0,
    json: { findings },
    lines:
      findings.length === 0
        ? [[styled('green', 'ok:'), ' no damage was found']]
        : findings.map(({ severity, message }) => [
            styled(severity === 'error' ? 'red' : 'yellow', `${severity}:`),
            ` ${message}`,
          ]),
  };
}
