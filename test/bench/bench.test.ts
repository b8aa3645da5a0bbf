import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { groups } from './groups.js';
import type { Result } from './harness/group.js';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

function bench(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--import', 'tsx', main, ...args], { encoding: 'utf8' });
}

describe('npm run bench', () => {
  it('runs a group without any peer, and gives its figures and targets as JSON', { timeout: 60_000 }, () => {
    const { status, stdout } = bench('owners', '--quick', '--rounds', '1', '--json');
    expect(status).toBe(0);
    const { node, clock, rounds, quick, results } = JSON.parse(stdout) as Record<string, unknown>;
    expect(node).toContain(process.versions.node);
    expect({ clock, rounds, quick }).toEqual({ clock: 'processor', rounds: 1, quick: true });
    const figures = { time: figure(), 'of ownerOf among 10': figure() };
    expect(results).toEqual({
      owners: {
        tables: [{ title: expect.any(String) as string, rows: names().map((name) => ({ name, figures })) }],
        verdicts: [verdict({ atMost: 8 }), verdict({ atLeast: 50 })],
        notes: expect.any(Array) as string[],
      },
    });
  });

  it('ends where peers are not installed, with figures of whoever is there', { timeout: 120_000 }, () => {
    const { status, stdout } = bench('transport', '--quick', '--rounds', '1', '--json');
    expect(status).toBe(0);
    const { results } = JSON.parse(stdout) as { results: { transport: Result } };
    const names = results.transport.tables.flatMap(({ rows }) => rows.map(({ name }) => name));
    expect(names).toContain('this package, Node transport');
    // A peer that is missing has a note in place of its rows. One note more is there in any case.
    expect(new Set(names).size + results.transport.notes.length).toBe(7 + 1);
  });

  it('names its groups, and refuses others', { timeout: 60_000 }, () => {
    const help = bench('--help');
    expect(help.status).toBe(0);
    for (const { name, about } of groups) expect(help.stdout).toContain(`  ${name.padEnd(10)}  ${about}`);
    const unknown = bench('validators');
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain('there is no group called validators');
  });

  function names(): string[] {
    return ['ownerOf among 10', 'ownerOf among 1000', 'loop over 1000, re2js', 'loop over 1000, RegExp'];
  }

  function figure(): object {
    const number = expect.any(Number) as number;
    return { median: number, low: number, high: number, unit: expect.stringMatching(/^(ms|µs|×)$/) as string };
  }

  function verdict(limit: object): object {
    const measured = expect.any(Number) as number;
    return {
      number: 7,
      what: expect.any(String) as string,
      limit,
      unit: '×',
      measured,
      met: expect.any(Boolean) as boolean,
    };
  }
});
