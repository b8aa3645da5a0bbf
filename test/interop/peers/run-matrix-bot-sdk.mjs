// An appservice made with matrix-bot-sdk, in a process of its own: where a transaction fails it leaves a rejection that nothing handles.
// Prints a line of JSON for its port, and one for each thing that its application is given. A line on standard input makes that fail once.
import process from 'node:process';
import { createInterface } from 'node:readline';
import { Appservice, LogService, MemoryStorageProvider } from 'matrix-bot-sdk';

process.on('unhandledRejection', () => undefined);
const silence = () => undefined;
LogService.setLogger({ info: silence, warn: silence, error: silence, debug: silence, trace: silence });

const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const storage = new MemoryStorageProvider();
storage.addRegisteredUser('@bot:example.org');
const registration = {
  as_token: 'as-secret',
  hs_token: process.argv[2],
  sender_localpart: 'bot',
  namespaces: { users: [{ exclusive: true, regex: '@ghost_.*:example\\.org' }], rooms: [], aliases: [] },
};
const appservice = new Appservice({
  port: 0,
  bindAddress: '127.0.0.1',
  homeserverName: 'example.org',
  homeserverUrl: 'http://homeserver.invalid',
  registration,
  storage,
});
let fails = false;
createInterface(process.stdin).on('line', () => {
  fails = true;
  print({ failing: true });
});
appservice.on('room.event', (_, event) => {
  print({ told: event });
  if (!fails) return;
  fails = false;
  throw new Error('the application failed');
});
appservice.on('ephemeral.event', (event) => print({ told: event }));
// `removed` is what its documentation has.
appservice.on('device_lists', ({ changed, removed }) => print({ told: { changed, removed } }));
appservice.on('otk.counts', (counts) => print({ told: counts }));
appservice.on('otk.unused_fallback_keys', (types) => print({ told: types }));
appservice.on('query.key', (_, answer) => answer({ device_keys: {} }));
appservice.on('query.key_claim', (_, answer) => answer({}));
await appservice.begin();
print({ port: appservice.appServer.address().port });
