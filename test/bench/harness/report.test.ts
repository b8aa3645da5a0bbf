import { describe, expect, it } from 'vitest';
import type { Result } from './group.js';
import { describeResult, describeSummary } from './report.js';
import type { Verdict } from './target.js';

const met: Verdict = { number: 1, what: 'validate', limit: { atMost: 0.05 }, unit: '%', measured: 0.031 };
const missed: Verdict = { number: 7, what: 'listener', limit: { atLeast: 0.8 }, unit: '×', measured: 0.4 };

describe('the report', () => {
  const result: Result = {
    tables: [
      {
        title: 'a table',
        rows: [
          { name: 'one', figures: { time: { median: 1.5, low: 1, high: 2, unit: 'ms' } } },
          { name: 'another', figures: { time: { median: 30, unit: 'µs' }, share: { median: 0.5, unit: '%' } } },
        ],
      },
    ],
    verdicts: [met, missed, { ...missed, measured: { missing: 'not installed' } }],
    notes: ['a peer is not installed'],
  };

  it('has the tables in columns, a line for each target, and the notes', () => {
    expect(describeResult('group', result).split('\n')).toEqual([
      '## group',
      '',
      'a table',
      '            time           share',
      '  one       1.5 ms (1–2)',
      '  another   30 µs          50 %',
      '',
      '✓ 1. validate, ≤ 5 %: 3.1 %, met',
      '✗ 7. listener, ≥ 0.8×: 0.4×, missed by 50 % of it',
      '– 7. listener, ≥ 0.8×: not measured, not installed',
      '',
      'Note: a peer is not installed.',
    ]);
  });

  it('of groups without targets says that there are none', () => {
    expect(describeSummary([{ ...result, verdicts: [] }])).toBe('No targets.');
  });

  it('ends with how many are met, and names those that are not', () => {
    expect(describeSummary([result, result])).toBe(
      [
        'Targets: 2 met, 2 missed, 2 not measured.',
        '  7. listener, ≥ 0.8×: 0.4×, missed by 50 % of it',
        '  7. listener, ≥ 0.8×: 0.4×, missed by 50 % of it',
      ].join('\n'),
    );
  });
});
