import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/check/check.js';
import { checkReportJson, checkReportLines } from '../../../src/cli/print/check-table.js';
import { render } from '../../../src/cli/print/text.js';
import { aCheck, aReport, aResult } from '../../check/reports.js';

const report = aReport(
  [
    aResult('works'),
    aResult('missing', {
      seen: 'a key query for a ghost was answered, and nothing came to the appservice meanwhile',
      remedy: { file: 'homeserver.yaml', line: 'experimental_features:\n  msc3984_appservice_key_query: true' },
    }),
    aResult('broken', { check: aCheck('spare', { needed: false }), seen: 'status 500' }),
    aResult('missing', { remedy: { file: 'homeserver.yaml', line: 'x: true' } }),
    aResult('missing', { remedy: { file: 'homeserver.yaml', line: 'experimental_features:\n  another: true' } }),
  ],
  { software: { name: 'Synapse', version: '1.163.2' }, remains: ['the users @a and @b, who stay', 'the user @c:d'] },
);

describe('checkReportLines', () => {
  it('leaves out the rows that an interrupted run did not come to', () => {
    const seen = 'the run was interrupted';
    const cut = aResult('not-tested', { seen, check: aCheck('a-row-that-is-left') });
    const conclusion = 'It was interrupted after 0 of 1 checks.';
    const lines = checkReportLines(aReport([cut], { conclusion }), 60).map((line) => render(line, { colours: false }));
    expect(lines).toEqual(['http://127.0.0.1:8008', '', conclusion]);
  });

  it('prints a row for each capability within the width, the lines to add by file, and what remains', () => {
    const lines = checkReportLines(report, 60).map((line) => render(line, { colours: false }).trimEnd());
    expect(lines).toEqual([
      'Synapse 1.163.2 at http://127.0.0.1:8008',
      '',
      '  is works    works',
      '  is missing  missing',
      '      a key query for a ghost was answered, and nothing came',
      '      to the appservice meanwhile',
      '  spare       broken   status 500',
      '  is missing  missing',
      '  is missing  missing',
      '',
      'Add to homeserver.yaml:',
      '',
      '  experimental_features:',
      '    msc3984_appservice_key_query: true',
      '    another: true',
      '  x: true',
      '',
      'It will do.',
      '',
      'What could not be removed: the users @a and @b, who stay;',
      'the user @c:d.',
    ]);
  });

  it('prints a reason once that keeps many rows from being tested', () => {
    const untested = ['a', 'b', 'c', 'd'].map((id) =>
      aResult('not-tested', { check: aCheck(id), seen: 'nothing came' }),
    );
    const lines = checkReportLines(aReport([...untested, aResult('not-tested', { seen: 'no user' })]), 60);
    expect(lines.slice(2, 5).map((line) => render(line, { colours: false }).trimEnd())).toEqual([
      '  is not tested  not tested  no user',
      '',
      'Not tested, since nothing came: a; b; c; d.',
    ]);
  });

  it('prints the number of these rows where names would hide the reason', () => {
    const untested = Array.from({ length: 9 }, (_, i) =>
      aResult('not-tested', { check: aCheck(`row ${i}`), seen: 'nothing came' }),
    );
    expect(checkReportLines(aReport(untested), 60)).toContain('Not tested, since nothing came: 9 rows.');
  });

  it('puts the lines that a bridge needs before those that it can do without', () => {
    const adding = (line: string, needed: boolean): CheckResult =>
      aResult('missing', { check: aCheck(line, { needed }), remedy: { file: 'homeserver.yaml', line } });
    const results = [adding('a: true', false), adding('b: true', true), adding('b: true', false)];
    const textOf = (some: CheckResult[]): string =>
      checkReportLines(aReport(some), 80)
        .map((line) => render(line, { colours: false }))
        .join('\n');
    expect(textOf(results)).toContain(
      'Add to homeserver.yaml:\n\n  b: true\n\n' +
        'Only for what a bridge can do without, add to homeserver.yaml:\n\n  a: true\n\n',
    );
    expect(textOf(results.slice(0, 1))).not.toContain('\nAdd to');
    expect(textOf(results.slice(1))).not.toContain('Only for');
  });

  it('prints a name that is too long for its column below its row', () => {
    const seen = `as ${'x'.repeat(40)} and y`;
    const lines = checkReportLines(aReport([aResult('other-name', { seen }), aResult('works', { seen: 'fine' })]), 60);
    expect(lines.slice(2, 5).map((line) => render(line, { colours: false }).trimEnd())).toEqual([
      '  is other name  other name',
      `      ${seen}`,
      '  is works       works       fine',
    ]);
  });

  it('puts rows under their headings', () => {
    const inTopic = (id: string, topic: string): Partial<CheckResult> => ({ check: aCheck(id, { topic }) });
    const rows = [
      aResult('works', inTopic('one', 'Routes')),
      aResult('works', inTopic('two', 'Routes')),
      aResult('not-tested', { ...inTopic('three', 'Keys'), seen: 'no answer' }),
    ];
    const lines = checkReportLines(aReport(rows), 60);
    expect(lines.slice(2, -2).map((line) => render(line, { colours: false }).trimEnd())).toEqual([
      '  Routes',
      '  one    works',
      '  two    works',
      '',
      '  Keys',
      '  three  not tested  no answer',
    ]);
  });

  it('shows in red only what an encrypted bridge needs', () => {
    const text = checkReportLines(report, 80).map((line) => render(line, { colours: true }));
    expect(text.filter((line) => line.includes('\u001b[31m'))).toHaveLength(3);
    expect(text.find((line) => line.includes('spare'))).toContain('\u001b[33mbroken');
  });

  it('prints neither software nor remains where there are none', () => {
    expect(checkReportLines(aReport([aResult('works')]), 80)).toHaveLength(5);
  });
});

describe('checkReportJson', () => {
  it('writes each check with its outcome', () => {
    expect(checkReportJson(report)).toMatchObject({
      url: 'http://127.0.0.1:8008',
      results: [
        { id: 'is-works', verdict: 'works', needed: true, durationMs: 2 },
        { id: 'is-missing', remedy: { file: 'homeserver.yaml' } },
        { id: 'spare', needed: false, seen: 'status 500' },
        { id: 'is-missing' },
        { id: 'is-missing' },
      ],
      remains: ['the users @a and @b, who stay', 'the user @c:d'],
    });
  });
});
