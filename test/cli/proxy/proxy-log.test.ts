import { describe, expect, it } from 'vitest';
import { createProxyLog, type ProxyLog } from '../../../src/cli/proxy/proxy-log.js';
import type { World } from '../../../src/cli/world.js';
import { BackingOffError, ConnectionError } from '../../../src/errors.js';

/** A log, and what it printed. Only standard error and the clock of its world are looked at. */
function logOn(isTerminal: boolean): { log: ProxyLog; printed: () => string; pass: (timeMs: number) => void } {
  let printed = '';
  let nowMs = 1000;
  const world = {
    stderr: { write: (text: string) => (printed += text) },
    isTerminal: { stdout: false, stderr: isTerminal },
    columns: 60,
    env: {},
    now: () => nowMs,
  } as unknown as World;
  return { log: createProxyLog(world), printed: () => printed, pass: (timeMs) => (nowMs += timeMs) };
}

const failure = {
  registrationId: 'irc',
  operation: 'queryKeys',
  error: new ConnectionError('ECONNREFUSED'),
  durationMs: 5,
} as const;

describe('the log of the proxy', () => {
  it('says once a minute what fails, and nothing of an appservice that is left alone', () => {
    const { log, printed, pass } = logOn(false);
    log.reportFailure(failure);
    log.reportFailure({ ...failure, durationMs: 6 });
    log.reportFailure({ ...failure, error: new BackingOffError(5) });
    pass(59_999);
    log.reportFailure(failure);
    const line = 'warning: irc, asked with key queries: the connection failed (ECONNREFUSED) (5 ms)\n';
    expect(printed()).toBe(line);
    log.reportFailure({ ...failure, registrationId: 'other' });
    pass(1);
    log.reportFailure(failure);
    expect(printed()).toBe(line + line.replace('irc', 'other') + line);
  });

  it('says what is wrong with answers and registrations, but not what loses nothing', () => {
    const { log, printed } = logOn(false);
    const finding = { code: 'user-not-asked', severity: 'error', pointer: '/device_keys/@a', message: 'odd' } as const;
    log.reportFinding(finding, { registrationId: 'irc', operation: 'claimKeys', durationMs: 1 });
    const shared = { ...finding, code: 'shared-exclusive-user', pointer: '/1' } as const;
    log.reportFinding(shared, { registrationId: 'irc', operation: undefined, durationMs: undefined });
    log.reportFinding(
      { ...finding, severity: 'info', code: 'malformed-field' },
      { registrationId: 'irc', operation: 'queryKeys', durationMs: 1 },
    );
    expect(printed()).toBe(
      'warning: irc, its answer to key claims: /device_keys/@a odd\nwarning: irc, its registration: /1 odd\n',
    );
  });

  it('remembers a thousand warnings at most', () => {
    const { log, printed } = logOn(false);
    for (let i = 0; i <= 1000; i++) log.warn(String(i));
    log.warn('0');
    expect(printed().match(/^warning: 0$/gm)).toHaveLength(2);
  });

  it('fits into a terminal, in colour, and has one line for each event elsewhere', () => {
    const text =
      'a long text of many words that has to be broken somewhere in the middle of it, and then once more at the end';
    const terminal = logOn(true);
    terminal.log.error(text);
    const lines = terminal.printed().trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]?.startsWith('\u001b[31merror:\u001b[0m a long')).toBe(true);
    // oxlint-disable-next-line no-control-regex -- colours begin with one
    const plain = lines.map((line) => line.replace(/\u001b\[\d+m/g, ''));
    expect(plain.filter((line) => line.length > 60)).toEqual([]);
    expect(plain.slice(1).every((line) => line.startsWith('  '))).toBe(true);
    const file = logOn(false);
    file.log.error(text);
    expect(file.printed()).toBe(`error: ${text}\n`);
  });
});
