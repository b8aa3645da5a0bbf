import type { FindingContext, KeyProxyFailure } from '../../homeserver/index.js';
import type { Finding } from '../../findings.js';
import { printLines } from '../print/print-lines.js';
import { wrap } from '../print/table.js';
import { styled, type Style, type Text } from '../print/text.js';
import { screenWidth, type World } from '../world.js';

/** Prints what happens while the proxy runs, on standard error. */
export interface ProxyLog {
  info(lines: readonly Text[]): void;
  error(message: string): void;
  warn(message: string): void;
  readonly reportFailure: (failure: KeyProxyFailure) => void;
  readonly reportFinding: (finding: Finding, context: FindingContext) => void;
}

/** The time in which the same warning is printed once, in milliseconds. */
const quietMs = 60_000;

/** The most warnings that are compared. */
const mostWarnings = 1000;

const operations = { queryKeys: 'key queries', claimKeys: 'key claims' };

/** Creates a log. A warning that comes again within a minute is left out, so a broken appservice does not fill the disk. */
export function createProxyLog(world: World): ProxyLog {
  // In a file, each event is a line of its own.
  const width = world.isTerminal.stderr ? screenWidth(world) - 2 : Infinity;
  const printedMs = new Map<string, number>();

  function print(style: Style, word: string, message: string): void {
    const [first = '', ...rest] = wrap(`${word}: ${message}`, width);
    const lines = [[styled(style, `${word}:`), first.slice(word.length + 1)], ...rest.map((line) => `  ${line}`)];
    printLines(world.stderr, lines, world);
  }

  /** @param kind Warnings of the same kind count as the same. */
  function warnOnce(kind: string, message: string): void {
    const nowMs = world.now();
    if (nowMs - (printedMs.get(kind) ?? -Infinity) < quietMs) return;
    if (printedMs.size >= mostWarnings) printedMs.clear();
    printedMs.set(kind, nowMs);
    print('yellow', 'warning', message);
  }

  return {
    info(lines) {
      printLines(world.stderr, lines, world);
    },
    error(message) {
      print('red', 'error', message);
    },
    warn(message) {
      warnOnce(message, message);
    },
    reportFailure({ registrationId, operation, error, durationMs }) {
      // The failure before it was printed.
      if (error.code === 'BACKING_OFF') return;
      const asked = `${registrationId}, asked with ${operations[operation]}`;
      warnOnce(`${registrationId} ${operation} ${error.code}`, `${asked}: ${error.message} (${durationMs} ms)`);
    },
    reportFinding({ code, severity, pointer, message }, { registrationId, operation }) {
      if (severity === 'info') return;
      const where = operation === undefined ? 'its registration' : `its answer to ${operations[operation]}`;
      warnOnce(`${registrationId} ${code}`, `${registrationId}, ${where}: ${pointer} ${message}`);
    },
  };
}
