import { describe, expect, it } from 'vitest';
import { capabilities, covers, describeRange, knownHomeservers } from '../../src/registration/homeserver-facts.js';
import { isOlder, parseVersion } from '../../src/registration/version.js';

describe.each(knownHomeservers)('the facts about $name', ({ facts, configuration, sendsTwice = [] }) => {
  const limits = facts.flatMap(({ from, before }) => [from, before]).filter((limit) => limit !== undefined);

  it('have ranges that begin before they end', () => {
    for (const { from, before } of [...facts, ...sendsTwice]) {
      const [first, last] = [parseVersion(from ?? '0'), parseVersion(before ?? '1000000')];
      expect(first !== undefined && last !== undefined && isOlder(first, last)).toBe(true);
    }
  });

  it('never contradict each other: at most one covers a version', () => {
    for (const version of [...limits, '0', '1000000'].map(parseVersion)) {
      for (const { id } of capabilities) {
        const covering = facts.filter((fact) => fact.of.includes(id) && covers(fact, version));
        expect(covering.length).toBeLessThanOrEqual(1);
      }
    }
  });

  it('name the file of the settings where there are any, and need nothing where nothing helps', () => {
    expect(facts.every(({ settings }) => settings === undefined) || configuration !== undefined).toBe(true);
    for (const { works, registration, settings } of facts) {
      expect(works === 'yes' || (registration === undefined && settings === undefined)).toBe(true);
    }
  });
});

describe('covers', () => {
  it.each([
    ['1.156', true],
    ['1.156.9', true],
    ['1.157.0rc1', false],
    ['1.155.99', false],
  ])('says of %s whether it is from 1.156 on and before 1.157: %s (G5)', (version, expected) => {
    expect(covers({ from: '1.156', before: '1.157' }, parseVersion(version))).toBe(expected);
  });

  it('covers a version that is not known, and every version where there is no limit', () => {
    expect(covers({ from: '1.156', before: '1.157' }, undefined)).toBe(true);
    expect(covers({}, [0])).toBe(true);
  });
});

it('describes a range in words', () => {
  expect(describeRange({ from: '1', before: '2' })).toBe('from 1 on and before 2');
  expect(describeRange({ before: '2' })).toBe('before 2');
  expect(describeRange({})).toBe('in every version');
});
