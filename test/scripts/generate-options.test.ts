import { describe, expect, it } from 'vitest';
import { readOptions } from '../../scripts/generate/options.js';

describe('the options of npm run generate', () => {
  it('are --check and --help', () => {
    expect(readOptions([])).toEqual({ check: false, help: false });
    expect(readOptions(['--check'])).toEqual({ check: true, help: false });
    expect(readOptions(['--help'])).toEqual({ check: false, help: true });
  });

  it.each([['--chekc'], ['openapi/matrix.yaml']])('are no others: %s', (argument) => {
    expect(() => readOptions([argument])).toThrow(argument);
  });
});
