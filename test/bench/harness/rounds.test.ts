import { describe, expect, it } from 'vitest';
import { timeCalls } from './calls.js';
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
  it('makes the calls of each round with numbers of their own, and no more at once than it should', async () => {
    const numbers: number[] = [];
    let running = 0;
    let most = 0;
    const call = async (index: number): Promise<void> => {
      numbers.push(index);
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
    };
    const [timing] = await timeCalls([{ name: 'a', call }], { rounds: 2, calls: 5, atOnce: 3 });
    expect(timing?.wall).toHaveLength(2);
    expect(timing?.processor).toHaveLength(2);
    expect(most).toBe(3);
    // One round more than is counted: the one that warms up.
    expect(numbers.sort()).toEqual([0, 1, 2, 3, 4].flatMap((index) => [index, index, index]));
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
