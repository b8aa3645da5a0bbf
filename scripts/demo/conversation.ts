import assert from 'node:assert/strict';
import { RoomId } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { FakeHomeserver } from './homeserver/homeserver.js';
import type { Note } from './report.js';
import { ghostId, olderDevice, originOf, queryDevices, type World } from './world.js';

const firstText = 'Hello, ghost! Only the two of us can read this.';
const secondText = 'Are you still there?';

/** Lets Bob and the ghost write to each other, and kills the appservice in between. */
export async function converse(world: World): Promise<void> {
  const roomId = await meet(world);
  await encrypt(world, roomId);
  await readAndAnswer(world, roomId, firstText);
  await survive(world, roomId);
}

/** Lets Bob create a room, and the ghost join it. */
async function meet({ report, bob, homeserver, appservice }: World): Promise<string> {
  return report.step('Bob invites the ghost into an encrypted room, and it joins', async (note) => {
    const roomId = await bob.createRoom({ invite: [ghostId] });
    await deliver(homeserver, note);
    await appservice.next('joined');
    note('the ghost is in', roomId);
    await bob.sync();
    return roomId;
  });
}

/** Lets Bob find the ghost's devices, and encrypt for them. */
async function encrypt(world: World, roomId: string): Promise<void> {
  const { report, bob, homeserver, deviceId = '' } = world;
  await report.step('Bob asks for the devices of the ghost', async (note) => {
    const origins = { [deviceId]: originOf(homeserver, deviceId), [olderDevice]: 'homeserver' };
    assert.deepEqual(await queryDevices(world, note), origins, 'Bob does not see both devices');
    const trust = await bob.trustOf(ghostId, deviceId);
    note('Bob sees', `${deviceId} is ${trust}`);
    assert.equal(trust, 'cross-signed', "the ghost's device is not cross-signed");
  });

  await report.step('Bob claims a one-time key of each device', async (note) => {
    const { [ghostId]: devices = {} } = await bob.claimKeys(ghostId);
    for (const each of [deviceId, olderDevice]) {
      const keyIds = Object.keys(devices[each] ?? {});
      note('merged for Bob', `${keyIds.join(', ')} of ${each} from the ${originOf(homeserver, each)}`);
      assert.equal(keyIds.length, 1, `Bob got ${keyIds.length} keys of ${each}`);
    }
  });

  await report.step('Bob encrypts a message and sends it', async (note) => {
    await bob.send(roomId, { msgtype: 'm.text', body: firstText });
    note('Bob writes', firstText);
  });
}

/** Lets the appservice read a message and answer, and Bob read the answer. */
async function readAndAnswer(world: World, roomId: string, text: string): Promise<void> {
  const { report, homeserver } = world;
  await report.step('The homeserver delivers it, and the appservice decrypts it and answers', async (note) => {
    await deliver(homeserver, note);
    await noteReading(world, text, note);
  });
  await readAnswer(world, roomId, text);
}

/** Sends everything that waits for the appservice. @throws the error of a transaction that was refused. */
async function deliver(homeserver: FakeHomeserver, note: Note): Promise<void> {
  for (const { transaction, error } of await homeserver.retry()) {
    if (error instanceof Error) throw error;
    const { events, to_device: messages = [] } = transaction;
    note('in the transaction', `${count(events, 'event')}, ${count(messages, 'to-device message')}`);
  }
}

function count({ length }: readonly unknown[], noun: string): string {
  return `${length} ${noun}${length === 1 ? '' : 's'}`;
}

async function noteReading({ appservice, bob }: World, text: string, note: Note): Promise<void> {
  const read = await appservice.next('read');
  for (const failure of appservice.takeFailures()) note('it had told', failure);
  note('the ghost reads', `${read.text} (${read.sender}, ${read.trust})`);
  assert.deepEqual([read.sender, read.text], [bob.userId, text], 'the ghost does not read what Bob wrote');
  await appservice.next('answered');
}

async function readAnswer({ report, bob, deviceId = '' }: World, roomId: string, text: string): Promise<void> {
  await report.step('Bob reads the answer', async (note) => {
    const answers = (await bob.sync()).filter(({ type, sender }) => type !== 'm.room.member' && sender === ghostId);
    for (const { content, error } of answers) note('Bob reads', error ?? String(content['body']));
    const [answer] = answers;
    assert.deepEqual(
      answers.map(({ content, wasEncrypted, roomId: of }) => [content['body'], wasEncrypted, of]),
      [[`You wrote: ${text}`, true, roomId]],
      'Bob does not read the answer',
    );
    const trust = await bob.trustOf(ghostId, answer?.deviceId ?? '');
    note('it comes from', `${answer?.deviceId ?? 'an unknown device'}, which is ${trust}`);
    assert.deepEqual([answer?.deviceId, trust], [deviceId, 'cross-signed'], "it is not from the ghost's device");
  });
}

/** Kills the appservice, lets Bob write to it meanwhile, and starts it again from its file. */
async function survive(world: World, roomId: string): Promise<void> {
  const { report, bob, homeserver } = world;
  await report.step('The appservice is killed, and Bob writes with a new room key', async (note) => {
    await world.appservice.kill();
    await bob.machine.invalidateGroupSession(new RoomId(roomId));
    await bob.send(roomId, { msgtype: 'm.text', body: secondText });
    note('Bob writes', secondText);
    const [refused] = await homeserver.deliver();
    assert.ok(refused?.error instanceof Error, 'the transaction was not refused');
    note('the homeserver', `keeps the event, but will not send the room key again: ${refused.error.message}`);
  });

  await report.step('The appservice starts again from its file, and answers', async (note) => {
    world.appservice = world.startAppservice();
    const { deviceId } = await world.appservice.next('started');
    note('the ghost has', `${deviceId ?? 'no device'}, as before`);
    assert.equal(deviceId, world.deviceId, 'it has another device');
    await noteReading(world, secondText, note);
    note('the room key', 'came by GET /sync: no transaction brings it again');
  });
  await readAnswer(world, roomId, secondText);
}
