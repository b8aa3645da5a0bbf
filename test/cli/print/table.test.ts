import { describe, expect, it } from 'vitest';
import { table, wrap } from '../../../src/cli/print/table.js';
import { render, styled, type Text } from '../../../src/cli/print/text.js';

const plain = (lines: readonly Text[]): string[] => lines.map((line) => render(line, { colours: false }).trimEnd());

describe('table', () => {
  it('makes columns as wide as their widest cell, and breaks the last between words', () => {
    const rows = [
      ['a', styled('red', 'four'), 'some words that are long'],
      ['three', 'b', 'c'],
    ];
    expect(plain(table(rows, { width: 30 }))).toEqual([
      '  a      four  some words that',
      '               are long',
      '  three  b     c',
    ]);
  });

  it('counts escapes as they are shown, and colours not at all', () => {
    const rows = [
      [styled('green', 'a\n'), 'x'],
      ['b', 'y'],
    ];
    expect(plain(table(rows))).toEqual(['  a\\n  x', '  b    y']);
    expect(render(table(rows)[0] ?? '', { colours: true })).toBe('  \u001b[32ma\\n\u001b[0m  x');
  });

  it('lets the last cell of a shorter row push nothing aside, and takes no rows', () => {
    expect(plain(table([['a', 'b'], ['', 'longer than all'], ['much too long']]))).toEqual([
      '  a  b',
      '     longer than all',
      '  much too long',
    ]);
    expect(table([])).toEqual([]);
  });
});

describe('wrap', () => {
  it('gives a word that is too long a line of its own', () => {
    expect(wrap('a much-too-long-word b c', 5)).toEqual(['a', 'much-too-long-word', 'b c']);
    expect(wrap('', 5)).toEqual(['']);
  });
});
