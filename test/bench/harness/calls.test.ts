import { describe, expect, it } from 'vitest';
import { makeCalls, timeCalls, type Caller } from './calls.js';

describe('timeCalls', () => {
  it('lets the callers take turns, and does not count the round that warms up', async () => {
    const order: string[] = [];
    const caller = (name: string, wall: number): Caller => ({
      name,
      makeCalls: (calls, atOnce) => {
        order.push(`${name} ${calls}/${atOnce}`);
        return Promise.resolve({ wall: wall + order.length, processor: wall });
      },
    });
    const timings = await timeCalls([caller('a', 100), caller('b', 200)], { rounds: 2, calls: 5, atOnce: 3 });
    expect(order).toEqual(['a 5/3', 'b 5/3', 'a 5/3', 'b 5/3', 'b 5/3', 'a 5/3']);
    expect(timings).toEqual([
      { name: 'a', wall: [103, 106], processor: [100, 100] },
      { name: 'b', wall: [204, 205], processor: [200, 200] },
    ]);
  });
});

describe('makeCalls', () => {
  it('makes as many calls as it should, and no more at once', async () => {
    let made = 0;
    let running = 0;
    let most = 0;
    const call = async (): Promise<void> => {
      made++;
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
    };
    const { wall, processor } = await makeCalls(call, 5, 3);
    expect(wall).toBeGreaterThan(0);
    expect(processor).toBeGreaterThanOrEqual(0);
    expect(most).toBe(3);
    expect(made).toBe(5);
  });
});
