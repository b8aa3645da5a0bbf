import { describe, expect, it } from 'vitest';
import { readExample } from '../../helpers/read-example.js';
import { examplePath, fixture, runCli } from '../run-cli.js';

const example = [examplePath('msc3984-merge-homeserver'), examplePath('msc3984-merge-appservice')];
const files = [fixture('homeserver.json'), fixture('appservice.json')];
const ann = '@_irc_ann:example.org';

describe('merge', () => {
  it('gives what the proposal gives for its own example, and says where each key came from (M1)', async () => {
    const { status, json } = await runCli(['merge', ...example, '--json']);
    expect(status).toBe(0);
    expect(json()['answer']).toEqual(readExample('msc3984-merge-merged'));
    expect(json()['origins']).toEqual([
      { user: '@alice:example.org', kind: 'device', device: 'DEVICEID_1', from: 'appservice', replaced: true },
      { user: '@alice:example.org', kind: 'device', device: 'DEVICEID_2', from: 'homeserver', replaced: false },
      { user: '@alice:example.org', kind: 'master_keys', from: 'appservice', replaced: true },
      { user: '@alice:example.org', kind: 'self_signing_keys', from: 'homeserver', replaced: false },
      { user: '@alice:example.org', kind: 'user_signing_keys', from: 'homeserver', replaced: false },
    ]);
  });

  it('drops what was not asked for, and says where that stands (M3)', async () => {
    const { status, stdout } = await runCli(['merge', ...files, '--query', fixture('query.json')]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /error +\/device_keys\/@eve:example\.org\s+\S+appservice\.json:16:25\n +this user was not in/,
    );
    expect(stdout).toMatch(/\n {4}device OLDER +homeserver\n {4}device GHOST +appservice\n/);
    expect(stdout).toMatch(/\n {4}master key +appservice \(both have it\)\n/);
  });

  it('without a query takes the appservice to be asked for whom it mentions', async () => {
    const { status, json } = await runCli(['merge', ...files, '--json']);
    expect(status).toBe(0);
    expect(json()).toMatchObject({ answer: { device_keys: { '@eve:example.org': {} } }, findings: [] });
  });

  it('cuts the answer for the viewer, and says what that one does not get (M7)', async () => {
    const query = ['--query', fixture('query.json')];
    const server = await runCli(['merge', ...files, ...query, '--viewer', 'remote.example']);
    expect(server.stdout).toMatch(/\n {4}device OLDER +homeserver +cut for remote\.example\n/);
    expect(server.stdout).not.toContain('old laptop');
    const stranger = await runCli(['merge', ...example, '--viewer', '@bob:example.org']);
    expect(stranger.stdout).toMatch(/\n {4}user-signing key +homeserver +not for @bob:example\.org\n/);
    const owner = (await runCli(['merge', ...example, '--viewer', '@alice:example.org', '--json'])).json();
    expect((owner['origins'] as { visible: string }[]).map(({ visible }) => visible)).toEqual(Array(5).fill('whole'));
  });

  it('warns of a key that the master key beside it has not signed (M8)', async () => {
    const { stdout } = await runCli(['merge', ...example]);
    expect(stdout).toMatch(/warning +\/self_signing_keys\/@alice:example\.org\n/);
  });

  it('keeps devices called __proto__, and says where they came from (M6)', async () => {
    const device = `{"user_id":"${ann}","device_id":"__proto__","algorithms":[],"keys":{},"signatures":{}}`;
    const stdin = `{"device_keys":{"${ann}":{"__proto__":${device}}}}`;
    const { json } = await runCli(['merge', fixture('homeserver.json'), '-', '--json'], { stdin });
    expect(json()['origins']).toContainEqual({
      user: ann,
      kind: 'device',
      device: '__proto__',
      from: 'appservice',
      replaced: false,
    });
  });

  it('takes an answer that is no object as none, and says so (M4)', async () => {
    const { status, json } = await runCli(['merge', fixture('homeserver.json'), '-', '--json'], { stdin: '[]' });
    expect(status).toBe(1);
    expect(json()).toMatchObject({
      findings: [{ code: 'not-an-object', line: 1 }],
      origins: [{ device: 'OLDER' }, {}],
    });
  });

  it.each([
    [[fixture('answer.json'), files[1] ?? ''], 'answer.json:4:16: not a key query response'],
    [[...files, '--query', examplePath('key-claim')], 'key-claim.json:2:33: not a key query: /@_'],
    [[...files, '--query', examplePath('client-key-query')], 'remove the object with device_keys'],
  ])('refuses %j, and says where', async (args, reason) => {
    const { status, stderr } = await runCli(['merge', ...args]);
    expect(status).toBe(1);
    expect(stderr.replaceAll('\n', ' ')).toContain(reason);
  });

  it('says that there is nothing where there is nothing', async () => {
    const { stdout } = await runCli(['merge', examplePath('empty'), examplePath('empty')]);
    expect(stdout).toContain('There are neither devices nor keys.');
  });
});
