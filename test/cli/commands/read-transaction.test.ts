import { describe, expect, it } from 'vitest';
import { readTransaction } from '../../../src/transactions/read-transaction.js';
import { readExample } from '../../helpers/read-example.js';
import { examplePath, fixture, runCli } from '../run-cli.js';

describe('read-transaction', () => {
  it('shows the transaction under its stable names, how much is in it, and what was renamed, with lines (T1)', async () => {
    const { status, stdout } = await runCli(['read-transaction', examplePath('transaction-synapse')]);
    expect(status).toBe(0);
    const { transaction } = readTransaction(readExample('transaction-synapse'));
    expect(stdout.startsWith(`${JSON.stringify(transaction, null, 2)}\n`)).toBe(true);
    expect(stdout).toMatch(/\n {2}to_device +1\n {2}device_lists +2 users changed or left\n/);
    expect(stdout).toMatch(/\n {2}device_one_time_keys_count +3 devices\n/);
    expect(stdout).toMatch(/info +\/de\.sorunome\.msc2409\.ephemeral\s+\S+transaction-synapse\.json:40:36\n/);
  });

  it('ends with exit status 1 where something was left out, and says what and where (T6, T9)', async () => {
    const { status, stdout } = await runCli(['read-transaction', fixture('transaction.json')]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/error +\/de\.sorunome\.msc2409\.to_device\/1\s+\S+transaction\.json:11:5\n/);
    expect(stdout).toMatch(/warning +\/org\.matrix\.msc2409\.ephemeral\s/);
    expect(stdout).toMatch(/\n {2}ephemeral +absent\n/);
    expect(stdout.indexOf('  error ')).toBeLessThan(stdout.indexOf('  warning '));
  });

  it('counts key counts of an older draft by users (T2)', async () => {
    const stdin = '{"events": [], "device_one_time_keys_count": {"@a:b": {"signed_curve25519": 5}}}';
    const { stdout } = await runCli(['read-transaction', '-'], { stdin });
    expect(stdout).toMatch(/\n {2}user_one_time_keys_count +1 users\n/);
  });

  it.each([
    ['{}', '/events'],
    ['{"events": {}}', '/events'],
    ['[]', ''],
  ])('says of %s why it is no transaction at all, at %j', async (stdin, pointer) => {
    const { status, stdout } = await runCli(['read-transaction', '-'], { stdin });
    expect(status).toBe(1);
    expect(stdout).toContain('This is not a transaction');
    const { json } = await runCli(['read-transaction', '-', '--json'], { stdin });
    expect(json()).toMatchObject({ ok: false, transaction: null, findings: [{ pointer, severity: 'error', line: 1 }] });
  });

  it('shows events that nest as deeply as can be printed (S2, S3), and says where one nests deeper', async () => {
    const nested = (levels: number): string =>
      `{"events":[{"type":"m.test","content":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}]}`;
    for (const format of [[], ['--json']]) {
      const args = ['read-transaction', '-', ...format];
      expect((await runCli(args, { stdin: nested(1990) })).stdout).toContain('"a": 1');
      const deeper = await runCli(args, { stdin: nested(100_000) });
      expect(deeper.status).toBe(1);
      expect(deeper.stderr).toContain('more than 2000 objects');
    }
  });

  it('ends with exit status 1 where the file is no JSON, and says where', async () => {
    const { status, stderr } = await runCli(['read-transaction', '-'], { stdin: '{"events": [}' });
    expect(status).toBe(1);
    expect(stderr).toContain('standard input:1:13: not JSON');
  });
});
