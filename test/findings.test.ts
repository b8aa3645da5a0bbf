import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FindingCollector, jsonPointer, pointerSteps, type Finding } from '../src/findings.js';
import { restrictKeyQuery } from '../src/keys/restrict-key-query.js';
import { readTransaction } from '../src/transactions/read-transaction.js';

const finding: Finding = { code: 'malformed-entry', severity: 'error', pointer: '', message: 'it is null' };

describe('jsonPointer', () => {
  it.each([
    [[], ''],
    [['a', 0], '/a/0'],
    [['a/b', 'c~d', '~1'], '/a~1b/c~0d/~01'],
  ])('joins and escapes the steps %j (RFC 6901)', (steps, pointer) => {
    expect(jsonPointer(...steps)).toBe(pointer);
  });

  it('cuts off a step that is longer than any Matrix ID', () => {
    expect(jsonPointer('device_keys', 'x'.repeat(100_000))).toBe(`/device_keys/${'x'.repeat(300)}…`);
  });
});

describe('pointerSteps', () => {
  it.each([
    ['', []],
    ['/', ['']],
    ['/~01', ['~1']],
  ])('gives the steps of %j (RFC 6901)', (pointer, steps) => {
    expect(pointerSteps(pointer)).toEqual(steps);
  });

  it('gives back the steps of which a pointer was made', () => {
    const steps = fc.array(fc.oneof(fc.string(), fc.constantFrom('/', '~', '~1', '~0', '')));
    fc.assert(
      fc.property(steps, (each) => {
        expect(pointerSteps(jsonPointer(...each))).toEqual(each);
      }),
    );
  });
});

describe('FindingCollector', () => {
  it('keeps a thousand findings, and counts the rest in one more (S2)', () => {
    const collector = new FindingCollector();
    for (let i = 0; i < 1234; i++) collector.push(finding);
    const findings = collector.list();
    expect(findings).toHaveLength(1001);
    expect(findings.at(-1)).toMatchObject({ code: 'more-findings', message: '234 more findings are not listed' });
  });

  it('adds nothing where nothing is left out', () => {
    const collector = new FindingCollector();
    for (let i = 0; i < 1000; i++) collector.push(finding);
    expect(collector.list()).toHaveLength(1000);
  });
});

describe('findings about a hostile input', () => {
  it('do not grow with it: an answer to a key query (S2)', () => {
    const users = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`@${i}:x`, {}]));
    expect(restrictKeyQuery({ device_keys: users }, {}).findings).toHaveLength(1001);
  });

  it('do not grow with it: a transaction, whose good events are delivered all the same (S2, T6)', () => {
    const good = {
      type: 'm.room.message',
      content: {},
      event_id: '$1',
      room_id: '!r:x',
      sender: '@a:x',
      origin_server_ts: 1,
    };
    const { transaction, findings } = readTransaction({ events: [...Array<null>(5000).fill(null), good] });
    expect(transaction.events).toEqual([good]);
    expect(findings).toHaveLength(1001);
  });
});
