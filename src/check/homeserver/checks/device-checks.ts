import { isJsonObject, own } from '../../../json-objects.js';
import { isTokenOwner } from '../../../../generated/validators/index.js';
import { parameterNames } from '../../../../generated/names.js';
import { type MasqueradeIdentity, understoodMasquerade } from '../../../registration/masquerade.js';
import type { CheckOutcome } from '../../check.js';
import type { Check } from '../../run-checks.js';
import { clientPath, type AskedAnswer, saidBy } from '../homeserver-ask.js';
import { askingDevice, type HomeserverWorld, registeredUsers } from '../homeserver-world.js';
import { broken, missing, NotTestedError, works } from '../../outcomes.js';

const whoami = clientPath`account/whoami`;
const [draftName] = parameterNames.device_id.unstable;

/** Tells the user and device for whom the homeserver took a request. */
async function understood(
  { ask }: HomeserverWorld,
  as: MasqueradeIdentity,
  names: 'stable' | 'unstable' | 'both',
): Promise<{ readonly answer: AskedAnswer; readonly isUnderstood: boolean }> {
  const answer = await ask('GET', whoami, { as, names });
  const isUnderstood = isTokenOwner(answer.body) && understoodMasquerade(answer.body, as) === 'all';
  return { answer, isUnderstood: answer.status === 200 && isUnderstood };
}

/** Checks of users and devices, and of acting for them. */
export const deviceChecks: readonly Check<HomeserverWorld>[] = [
  {
    id: 'registration-without-login',
    title: 'users are registered without login',
    rules: ['G7'],
    proposal: 'MSC4190',
    does: 'Registers three users with `inhibit_login: true`.',
    expects: '200 without an access token and a device.',
    needed: true,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { answer, isDone } = await registeredUsers(world);
      if (!isDone) return broken(saidBy(answer, world.hide));
      if (answer.status !== 200) return works('they are there since an earlier run');
      const [given] = ['access_token', 'device_id'].filter((name) => own(answer.body, name) !== undefined);
      return given === undefined ? works() : broken(`\`inhibit_login\` is ignored: the answer has \`${given}\``);
    },
  },
  {
    id: 'user-masquerading',
    title: 'acting as a user',
    rules: ['G6'],
    does: 'Asks `/account/whoami` with `user_id`.',
    expects: 'That user.',
    needed: true,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      await registeredUsers(world);
      const { answer, isUnderstood } = await understood(world, { userId: world.users.three }, 'both');
      if (isUnderstood) return works();
      return broken(answer.status === 200 ? '`user_id` is ignored' : saidBy(answer, world.hide));
    },
  },
  {
    id: 'foreign-users',
    title: 'users of others are refused',
    rules: ['G6'],
    does: 'Asks `/account/whoami` as a user outside the namespaces.',
    expects: '403.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const answer = await world.ask('GET', whoami, { as: { userId: world.users.outsider } });
      if (answer.status === 403 || answer.status === 400) return works(answer.status === 400 ? 'with 400' : undefined);
      if (answer.status === 200 && own(answer.body, 'user_id') !== world.users.outsider)
        return broken('the request counted for the sender');
      return broken(saidBy(answer, world.hide));
    },
  },
  {
    id: 'device-creation',
    title: 'devices are created with PUT',
    rules: ['G7'],
    proposal: 'MSC4190',
    does: 'Creates a device with `PUT /devices`, does so again, and lists the devices.',
    expects: '201 for a new device, 200 for a known one, and its ID in the list.',
    needed: true,
    run: deviceCreation,
  },
  {
    id: 'device-masquerading',
    title: 'acting as a device',
    rules: ['G6'],
    proposal: 'MSC4326',
    does: 'Asks `/account/whoami` as a device, under the stable name, under the draft’s, and under both.',
    expects: 'The device, under the stable name.',
    needed: true,
    run: deviceMasquerading,
  },
  {
    id: 'unknown-device',
    title: 'unknown devices are refused',
    rules: ['G6'],
    proposal: 'MSC4326',
    does: 'Acts as a device that does not exist.',
    expects: '400 `M_UNKNOWN_DEVICE`.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      await askingDevice(world);
      const as = { userId: world.users.three, deviceId: 'NO-SUCH-DEVICE' };
      const answer = await world.ask('GET', whoami, { as, names: world.names });
      const code = String(own(answer.body, 'errcode'));
      if (code === 'M_UNKNOWN_DEVICE')
        return works(answer.status === 400 ? undefined : `with ${answer.status.toString()}`);
      if (code.endsWith('M_UNKNOWN_DEVICE')) return { verdict: 'other-name', seen: saidBy(answer, world.hide) };
      if (answer.status >= 500) return broken(saidBy(answer, world.hide));
      if (answer.status >= 400) return works(saidBy(answer, world.hide));
      return own(answer.body, 'device_id') === undefined
        ? broken('the device is ignored, so its requests would count for no device')
        : broken('it acts as a device that does not exist');
    },
  },
  {
    id: 'device-without-user',
    title: 'a device without a user',
    rules: ['G6'],
    proposal: 'MSC4326',
    does: 'Creates a device for the sender, and acts as it without naming the user.',
    expects: 'The sender’s device.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const { deviceId } = await senderDevice(world);
      const { answer, isUnderstood } = await understood(world, { deviceId }, world.names);
      if (isUnderstood) return works();
      const advice = 'name the sender, too';
      return broken(
        answer.status === 200 ? `the device is ignored: ${advice}` : `${saidBy(answer, world.hide)}: ${advice}`,
      );
    },
  },
  {
    id: 'sender-sync',
    title: '/sync as the sender',
    rules: ['R8'],
    does: 'Asks `/sync` as the user of `sender_localpart`.',
    expects: '200.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      const as = await senderDevice(world);
      const query = { timeout: '0', set_presence: 'offline', filter: '{"room":{"rooms":[]}}' };
      const answer = await world.ask('GET', clientPath`sync`, { as, names: world.names, query });
      return answer.status === 200
        ? works()
        : broken(`${saidBy(answer, world.hide)}: let an encrypted bot be another user`);
    },
  },
  {
    id: 'device-deletion',
    title: 'devices are deleted',
    rules: ['G7'],
    proposal: 'MSC4190',
    does: 'Creates a device and deletes it, without further authentication.',
    expects: '200, and a list without it.',
    needed: false,
    async run(world: HomeserverWorld): Promise<CheckOutcome> {
      await askingDevice(world);
      const deviceId = `SPARE${world.unique()}`;
      const as = { userId: world.users.two };
      await world.ask('PUT', clientPath`devices/${deviceId}`, { as, body: {} });
      if (!(await listedDevices(world, as)).includes(deviceId)) throw new NotTestedError('no device can be created');
      const answer = await world.ask('DELETE', clientPath`devices/${deviceId}`, { as, body: {}, always: true });
      if (answer.status === 200) {
        return (await listedDevices(world, as)).includes(deviceId) ? broken('200, and it is still there') : works();
      }
      if (answer.status === 401) return missing('it wants a password', world.facts.remedyFor('deviceCreation'));
      return broken(saidBy(answer, world.hide));
    },
  },
];

async function deviceCreation(world: HomeserverWorld): Promise<CheckOutcome> {
  await registeredUsers(world);
  const as = { userId: world.users.two };
  const deviceId = `FIRST${world.unique()}`;
  const path = clientPath`devices/${deviceId}`;
  const put = (): Promise<AskedAnswer> => world.ask('PUT', path, { as, body: { display_name: 'check-homeserver' } });
  const before = await listedDevices(world, as);
  const first = await put();
  if (first.status >= 400) {
    const known = world.facts.saidOf('deviceCreation');
    const seen = saidBy(first, world.hide) + (known === undefined ? '' : `; ${known}`);
    return missing(seen, world.facts.remedyFor('deviceCreation'));
  }
  const again = await put();
  const added = (await listedDevices(world, as)).filter((each) => !before.includes(each));
  for (const each of added) {
    await world.ask('DELETE', clientPath`devices/${each}`, { as, body: {}, always: true });
  }
  if (added.length === 0) {
    const seen = `${first.status.toString()}, and nothing is created`;
    return missing(seen, world.facts.remedyFor('deviceCreation'));
  }
  if (!added.includes(deviceId)) return broken('the homeserver chose another ID: list the devices to learn it');
  if (again.status !== 200) return broken(`a known device: ${saidBy(again, world.hide)}`);
  return works(first.status === 201 ? undefined : `${first.status.toString()} for a new one`);
}

async function listedDevices({ ask }: HomeserverWorld, as: MasqueradeIdentity): Promise<string[]> {
  const { status, body } = await ask('GET', clientPath`devices`, { as });
  // Dendrite writes null for none.
  const devices = own(body, 'devices') ?? (status === 200 ? [] : undefined);
  if (!Array.isArray(devices)) throw new NotTestedError('the devices of a user cannot be listed');
  return devices.map((each) => String(isJsonObject(each) ? own(each, 'device_id') : undefined));
}

async function deviceMasquerading(world: HomeserverWorld): Promise<CheckOutcome> {
  const device = await askingDevice(world);
  const as = { userId: device.userId, deviceId: device.deviceId };
  const stable = await understood(world, as, 'stable');
  const draft = await understood(world, as, 'unstable');
  const both = await understood(world, as, 'both');
  if (!both.isUnderstood) world.names = stable.isUnderstood || !draft.isUnderstood ? 'stable' : 'unstable';
  if (stable.isUnderstood) {
    if (!both.isUnderstood)
      return broken(`with \`device_id\` and \`${draftName}\`: ${saidBy(both.answer, world.hide)}`);
    return works(draft.isUnderstood ? `and as \`${draftName}\`` : undefined);
  }
  if (draft.isUnderstood) return { verdict: 'other-name', seen: `\`${draftName}\`` };
  const seen = stable.answer.status === 200 ? 'the device is ignored' : saidBy(stable.answer, world.hide);
  return missing(seen, world.facts.remedyFor('deviceMasquerading'));
}

async function senderDevice(world: HomeserverWorld): Promise<{ readonly userId: string; readonly deviceId: string }> {
  const { ask, users } = world;
  await askingDevice(world);
  const deviceId = `SENDER${world.unique()}`;
  const answer = await ask('PUT', clientPath`devices/${deviceId}`, { body: {} });
  if (answer.status >= 400) throw new NotTestedError(`the sender gets no device: ${saidBy(answer, world.hide)}`);
  return { userId: users.sender, deviceId };
}
