import { describe, expect, it } from 'vitest';
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
