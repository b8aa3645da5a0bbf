import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FindingCollector, jsonPointer, pointerSteps, shortPointer, type Finding } from '../src/findings.js';
import { createSecretHider } from '../src/hide-secrets.js';
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

  it('leaves out a step that is longer than any Matrix ID, whole, as a part could be one of a secret (S2, S7)', () => {
    expect(jsonPointer('device_keys', 'x'.repeat(301), 'D')).toBe('/device_keys/…/D');
    expect(jsonPointer('device_keys', 'x'.repeat(300))).toBe(`/device_keys/${'x'.repeat(300)}`);
  });

  it('leaves out whole steps at the end of a pointer that is overlong (S2, S7)', () => {
    const pointer = jsonPointer(...Array.from({ length: 1000 }, (_, i) => `step-${i}`));
    expect(pointer).toMatch(/^\/step-0\/.*\/step-\d+\/…$/);
    expect(pointer.length).toBeLessThan(2100);
  });

  it('is made again of a pointer of any length', () => {
    expect(shortPointer(`/a~1b/${'x'.repeat(301)}/~0`)).toBe('/a~1b/…/~0');
    expect(shortPointer('')).toBe('');
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

describe('FindingCollector with secrets', () => {
  const collector = new FindingCollector(createSecretHider(['is', 'to/ken']));

  it('hides them in pointers and in what a message quotes, and not in words of ours (rule S7)', () => {
    collector.push({ ...finding, pointer: jsonPointer('device_keys', 'to/ken', 'is'), message: 'it is null' });
    expect(collector.list()).toEqual([
      { ...finding, pointer: '/device_keys/[hidden]/[hidden]', message: 'it is null' },
    ]);
    expect(collector.quote('/to~1ken/a')).toBe('/[hidden]/a');
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

it('a finding that is not kept is not made, and is counted all the same (S2, S9)', () => {
  const findings = new FindingCollector();
  let made = 0;
  for (let i = 0; i < 1500; i++) {
    findings.report(() => {
      made += 1;
      return { code: 'malformed-entry', severity: 'error', pointer: `/${i}`, message: 'malformed' };
    });
  }
  expect(made).toBe(1000);
  expect(findings.list().at(-1)).toMatchObject({ code: 'more-findings', message: '500 more findings are not listed' });
});
