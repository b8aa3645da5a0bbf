import { describe, expect, it } from 'vitest';
import { modes, readOptions } from './options.js';
import { search } from './search.js';

const nothing = {
  given: 0,
  givenTwice: 0,
  acknowledged: 0,
  lost: 0,
  delivered: 0,
  deliveredAgain: 0,
  outOfOrder: 0,
};

describe('search', () => {
  it.each([
    ['nothing', '', {}],
    ['a key given once', 'given a:1\ngiven a:2\n', { given: 2 }],
    ['a key given twice', 'given a:1\ngiven a:2\ngiven a:1\n', { given: 2, givenTwice: 1 }],
    ['an event that was never delivered', 'acknowledged $0.0.0.0\n', { acknowledged: 1, lost: 1 }],
    ['one that was delivered', 'acknowledged $0.0.0.0\ndelivered $0.0.0.0\n', { acknowledged: 1, delivered: 1 }],
    [
      'one before its acknowledgement',
      'delivered $0.0.0.0\nacknowledged $0.0.0.0\n',
      { acknowledged: 1, delivered: 1 },
    ],
    ['one delivered again', 'delivered $0.0.0.0\ndelivered $0.0.0.0\n', { delivered: 1, deliveredAgain: 1 }],
    ['two in disorder', 'delivered $0.0.10.0\ndelivered $0.0.9.1\n', { delivered: 2, outOfOrder: 1 }],
    ['two of one transaction in disorder', 'delivered $0.0.1.1\ndelivered $0.0.1.0\n', { delivered: 2, outOfOrder: 1 }],
    ['two of different senders', 'delivered $0.1.9.0\ndelivered $0.0.1.0\ndelivered $1.1.1.0\n', { delivered: 3 }],
  ])('counts %s', (_, journal, found) => {
    expect(search(journal)).toEqual({ ...nothing, ...found });
  });
});

describe('readOptions', () => {
  it('kills a thousand times in every way by default', () => {
    expect(readOptions([])).toEqual({ kills: 1000, modes: Object.keys(modes), help: false });
  });

  it.each([
    [['--kills', '0'], '--kills takes a positive number, not 0'],
    [['--kills', 'some'], 'not some'],
    [['--mode', 'oracle'], 'not oracle'],
  ])('refuses %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
