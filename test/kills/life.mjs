// One life of an appservice: claims keys, receives transactions and delivers them until it is killed. Each thing that left the process
// is a line in the journal, which outlives it.
import { Buffer } from 'node:buffer';
import { openSync, writeSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { URL } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { createAppserviceHandler, createClaimLedger } from 'matrix-encrypted-appservice/appservice';
import { openStore } from './open-store.mjs';

/** @type {{ where: import('./open-store.mjs').Where, threads: number, journal: string, life: number, drains: boolean, commitsLate: boolean }} */
const order = isMainThread ? JSON.parse(process.argv[2]) : workerData.order;
const algorithm = 'signed_curve25519';
const device = ['@ghost:example.org', 'GHOST'];
const hsToken = 'hs-token';

if (isMainThread && order.threads > 1) {
  for (let thread = 0; thread < order.threads; thread++) {
    new Worker(new URL(import.meta.url), { workerData: { order, thread } });
  }
} else {
  await live(workerData?.thread ?? 0);
}

async function live(thread) {
  const journal = openSync(order.journal, 'a');
  /** One call of write(2) on a file opened for appending: a line is there whole, or not at all. */
  const note = (...words) => writeSync(journal, `${words.join(' ')}\n`);
  const store = await openStore(order.where, order.commitsLate);
  const ledger = createClaimLedger(store);
  const handler = createAppserviceHandler(
    { onEvent: ({ event_id }) => void note('delivered', event_id) },
    { hsToken, store, leaseMs: 300, onError: () => undefined },
  );
  await handler.start?.();
  if (order.drains) return drain(store, handler);

  const name = `${order.life}.${thread}`;
  await ledger.add(...device, newKeys(name, 400)).catch(() => undefined);
  for (let n = 0; ; n++) {
    await claim(ledger, note).catch(() => undefined);
    await receive(handler, note, `${name}.${n}`);
    if (n === 0) process.stdout.write('ready\n');
  }
}

async function claim(ledger, note) {
  const [userId, deviceId] = device;
  const answer = await ledger.claim({ [userId]: { [deviceId]: [algorithm, algorithm] } });
  for (const keyId of Object.keys(answer[userId]?.[deviceId] ?? {})) note('given', keyId);
}

async function receive(handler, note, id) {
  const events = [0, 1].map((n) => ({
    type: 'm.room.message',
    event_id: `$${id}.${n}`,
    room_id: '!room:example.org',
    sender: '@bob:example.org',
    origin_server_ts: 1,
    content: { body: 'x'.repeat(200) },
  }));
  const body = Buffer.from(JSON.stringify({ events }));
  // As a homeserver does: again and again under the same ID, and no other before this one is acknowledged.
  for (;;) {
    const { status } = await handler.handle({
      method: 'PUT',
      target: `/_matrix/app/v1/transactions/${id}`,
      header: (header) => (header === 'authorization' ? `Bearer ${hsToken}` : null),
      readBody: () => Promise.resolve(body),
    });
    if (status === 200) break;
    await wait(20);
  }
  for (const { event_id } of events) note('acknowledged', event_id);
}

function newKeys(name, count) {
  const keys = Array.from({ length: count }, (_, n) => [`${algorithm}:${name}.${n}`, { key: 'a2V5', signatures: {} }]);
  return Object.fromEntries(keys);
}

/** Ends once everything that was written down has been delivered. */
async function drain(store, handler) {
  for (;;) {
    const { waitingTransactions, waitingEvents } = await store.inbox.status();
    if (waitingTransactions + waitingEvents === 0) break;
    await wait(50);
  }
  await handler.stop();
  process.exit(0);
}
