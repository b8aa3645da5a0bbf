import { describe, expect, it } from 'vitest';
import { Cancellation } from '../../src/async/cancellation.js';
import { createBackgroundWork, type BackgroundWork } from '../../src/encryption/background-work.js';
import { EncryptionError, NotLeaderError } from '../../src/errors.js';
import { createManualTime, type ManualTime } from '../helpers/manual-time.js';

function begun(): { background: BackgroundWork; time: ManualTime; failures: unknown[]; ending: Cancellation } {
  const time = createManualTime(5);
  const background = createBackgroundWork({ time, random: () => 0.5 });
  const ending = new Cancellation();
  background.begin({ fence: 1, lost: new Cancellation(), ending });
  return { background, time, failures: [], ending };
}

describe('work in the background', () => {
  it('is done once for all calls until it begins, and once more for those after', async () => {
    const { background, time, failures } = begun();
    let count = 0;
    const releases: (() => void)[] = [];
    const work = (): Promise<void> => {
      count++;
      return new Promise((resolve) => releases.push(resolve));
    };
    const soon = (): void => {
      background.soon('a', work, { onFailure: (error) => failures.push(error) });
    };
    soon();
    soon();
    await time.settle();
    expect(count).toBe(1);
    soon();
    soon();
    await time.settle();
    expect(count).toBe(1);
    releases.shift()?.();
    await time.settle();
    expect(count).toBe(2);
    releases.shift()?.();
    await background.end();
    expect(count).toBe(2);
  });

  it('is tried again after a second, doubling to a minute, and its failure is told once until it succeeds', async () => {
    const { background, time, failures } = begun();
    const times: number[] = [];
    let failing = 3;
    const work = (): Promise<void> => {
      times.push(time.monotonicMs());
      return failing-- > 0 ? Promise.reject(new Error('down')) : Promise.resolve();
    };
    const onFailure = (error: unknown): unknown => failures.push(error);
    background.soon('a', work, { onFailure });
    await time.advance(600_000);
    expect(times.map((at) => at - (times[0] ?? 0))).toEqual([0, 1000, 3000, 7000]);
    expect(failures).toHaveLength(1);
    failing = 1;
    background.soon('a', work, { onFailure });
    await time.advance(600_000);
    expect(failures).toHaveLength(2);
    await background.end();
  });

  it('is not tried again where an operator is needed, and ends in silence where the lease is lost', async () => {
    const { background, time, failures } = begun();
    let count = 0;
    const fail = (error: Error) => (): Promise<void> => {
      count++;
      return Promise.reject(error);
    };
    const onFailure = (error: unknown): unknown => failures.push(error);
    background.soon('a', fail(new EncryptionError('SETUP', 'a line is missing')), { onFailure });
    background.soon('b', fail(new NotLeaderError()), { onFailure });
    await time.advance(600_000);
    expect(count).toBe(2);
    expect(failures).toHaveLength(1);
    await background.end();
  });

  it('is done by eight at a time, and a wait takes no place', async () => {
    const { background, time, failures } = begun();
    let running = 0;
    let most = 0;
    const releases: (() => void)[] = [];
    for (let n = 0; n < 20; n++) {
      const work = async (): Promise<void> => {
        most = Math.max(most, ++running);
        await new Promise<void>((resolve) => releases.push(resolve));
        running--;
      };
      background.soon(String(n), work, { onFailure: (error) => failures.push(error), delayMs: n < 10 ? 1000 : 0 });
    }
    await time.settle();
    expect(running).toBe(8);
    for (let n = 0; n < 20; n++) {
      releases.shift()?.();
      await time.settle();
    }
    await time.advance(1000);
    for (let n = 0; n < 20; n++) {
      releases.shift()?.();
      await time.settle();
    }
    expect([most, running]).toEqual([8, 0]);
    await background.end();
  });

  it('is not begun outside of terms, and waits for nothing once one has ended', async () => {
    const { background, time, failures, ending } = begun();
    let count = 0;
    const work = (): Promise<void> => {
      count++;
      return Promise.reject(new Error('down'));
    };
    const onFailure = (error: unknown): unknown => failures.push(error);
    background.soon('a', work, { onFailure });
    await time.settle();
    ending.cancel(undefined);
    await background.end();
    background.soon('b', work, { onFailure });
    await time.advance(600_000);
    expect(count).toBe(1);
    background.begin({ fence: 2, lost: new Cancellation(), ending });
    background.soon('c', work, { onFailure });
    await time.advance(600_000);
    expect(count).toBe(1);
  });
});
