import { describe, expect, it } from 'vitest';
import { makeCalls, timeCalls, type Caller } from './calls.js';
import { ratioOf, rowsAgainst } from './compare.js';
import { contender, timeInRounds } from './rounds.js';

const effort = { rounds: 4, sampleMs: 0.01, clock: 'wall' } as const;

describe('timeInRounds', () => {
  it('gives one figure for each contender and round', () => {
    const nothing = (): undefined => undefined;
    const timings = timeInRounds([contender('a', nothing, nothing), contender('b', nothing, nothing)], effort);
    expect(timings.map(({ name, samples }) => [name, samples.length])).toEqual([
      ['a', 4],
      ['b', 4],
    ]);
  });

  it('makes a new input for every run, and never gives one twice', () => {
    let made = 0;
    const seen = new Set<number>();
    const counting = contender(
      'a',
      () => made++,
      (input) => {
        expect(seen.has(input)).toBe(false);
        seen.add(input);
      },
    );
    timeInRounds([counting], effort);
    expect(seen.size).toBe(made);
  });

  it('lets every contender begin a round in turn', () => {
    const order: string[] = [];
    const noting = (name: string): ReturnType<typeof contender> => ({
      name,
      batch: () => () => {
        order.push(name);
      },
    });
    timeInRounds([noting('a'), noting('b')], { ...effort, sampleMs: 0 });
    expect(order.slice(-8).join('')).toBe('abbaabba');
  });
});

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

describe('rowsAgainst', () => {
  const timings = [
    { name: 'base', samples: [10, 20, 30] },
    { name: 'half', samples: [5, 10, 15] },
  ];

  it('puts each contender in relation to the reference', () => {
    expect(rowsAgainst(timings, 'base')[1]?.figures).toEqual({
      time: { median: 10, low: 7.5, high: 12.5, unit: 'ms' },
      'of base': { median: 0.5, low: 0.5, high: 0.5, unit: '%' },
    });
    expect(ratioOf(timings, 'base', 'half')).toBe(2);
  });

  it('refuses a reference that was not measured', () => {
    expect(() => rowsAgainst(timings, 'other')).toThrow(RangeError);
  });
});
