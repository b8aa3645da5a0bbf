import { expect, it } from 'vitest';
import { nextPause, type Pause } from '../../src/paths/pause.js';

it('nextPause takes 2ⁿ seconds after n failures in a row, and 8 minutes at the most (N6)', () => {
  const lengths: number[] = [];
  let pause: Pause | undefined;
  for (let n = 0; n < 11; n++) {
    pause = nextPause(pause, 1000);
    lengths.push((pause.retryAtMs - 1000) / 1000);
  }
  expect(lengths).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 480, 480, 480]);
});

it('nextPause stays at 8 minutes however many failures there were (N6)', () => {
  expect(nextPause({ failures: 5000, retryAtMs: 0 }, 7)).toEqual({ failures: 5001, retryAtMs: 480_007 });
});
