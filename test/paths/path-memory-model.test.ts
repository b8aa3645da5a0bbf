import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPathMemory } from '../../src/client/index.js';
import { commands, type Model, type Real } from './path-memory-commands.js';
import { ReferenceMemory } from './reference-memory.js';

/** A nightly run takes 100,000. */
const runs = Number(process.env['MODEL_RUNS'] ?? 300);

/** What the sequences have to reach, or else they show little. */
const situations = [
  'asked on the remembered path',
  'the remembered path became unknown',
  'refused, unknown-route',
  'refused, failing',
  'refused beside a probe',
  'back-off doubled',
  'pause of 8 seconds or more',
  'the probe of a back-off failed',
  'known, late',
  'unknown route, late',
  'failure, late',
];

afterEach(() => {
  vi.useRealTimers();
});

describe('the memory of paths, used by clients', () => {
  it(
    'asks, waits and lets probe as a second implementation of the rules does, whatever happens in whatever order (N1–N6, N8)',
    { timeout: 30_000 + runs * 30 },
    async () => {
      const seen = new Set<string>();
      const prefer = fc.constantFrom('stable' as const, 'unstable' as const, undefined);
      await fc.assert(
        fc.asyncProperty(fc.commands([...commands], { maxCommands: 40, size: 'max' }), prefer, async (all, prefer) => {
          // Deadlines are timers, and the memory looks at the clock: both are moved by hand.
          vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'], now: 1_000_000_000_000 });
          await fc.asyncModelRun(() => setUp(seen, prefer), all);
        }),
        { numRuns: runs },
      );
      expect(situations.filter((situation) => !seen.has(situation))).toEqual([]);
    },
  );
});

function setUp(seen: Set<string>, prefer: Model['prefer']): { model: Model; real: Real } {
  const real: Real = { random: 0, paths: createPathMemory({ random: () => real.random }) };
  return { model: { memory: new ReferenceMemory(seen), hanging: [], random: 0, prefer }, real };
}
