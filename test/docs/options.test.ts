import { describe, expect, it } from 'vitest';
import { readOptions } from '../../scripts/docs/options.js';

describe('the options of npm run docs', () => {
  it.each([
    [[], { serve: false, port: 0, help: false }],
    [['--help'], { serve: false, port: 0, help: true }],
    [['--serve', '--port', '8080'], { serve: true, port: 8080, help: false }],
  ])('reads %j', (args, options) => {
    expect(readOptions(args)).toEqual(options);
  });

  it.each([
    [['--sreve'], /--sreve/],
    [['--port', '8080'], /--serve/],
    [['--serve', '--port', 'http'], /--port must be .* not http$/],
    [['--serve', '--port', '65536'], /--port must be .* not 65536$/],
    [['--serve', '--port', ''], /--port/],
  ])('refuses %j', (args, reason) => {
    expect(() => readOptions(args)).toThrow(reason);
  });
});
