import { describe, expect, it } from 'vitest';
import { readOptions } from './options.js';

describe('the options of npm run soak', () => {
  it('are a million requests unless another number is given', () => {
    expect(readOptions([])).toEqual({ proxy: false, requests: 1_000_000, help: false });
    expect(readOptions(['--proxy'])).toEqual({ proxy: true, requests: 100_000, help: false });
    expect(readOptions(['--requests', '5000'])).toMatchObject({ requests: 5000 });
    expect(readOptions(['--help'])).toMatchObject({ help: true });
  });

  it.each(['many', '', '0', '-5', '1.5', 'Infinity'])(
    'refuse %j requests, after which nothing would be shown',
    (text) => {
      expect(() => readOptions([`--requests=${text}`])).toThrow(/a number from 10 on/);
    },
  );

  it('refuse what there is not', () => {
    expect(() => readOptions(['--reqests', '5'])).toThrow(/--reqests/);
  });
});
