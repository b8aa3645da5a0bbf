import { expect, it } from 'vitest';
import { parseRequestTarget } from '../../src/appservice/request-target.js';

it.each([
  ['/a/b', '/a/b', ''],
  ['/a/b?', '/a/b', ''],
  ['/a/b?x=1&y=/?', '/a/b', 'x=1&y=/?'],
  ['https://example.org/a/b?x=1', '/a/b', 'x=1'],
  ['HTTP://[::1]:8008/a', '/a', ''],
  ['http://example.org', '', ''],
  ['http://example.org?x=1', '', 'x=1'],
  ['/a#f', '/a', ''],
  ['/a?x=1#f?g', '/a', 'x=1'],
  ['/a#f?x=1', '/a', ''],
  ['*', '*', ''],
  ['', '', ''],
])('takes the target %j apart into path and query', (target, path, query) => {
  expect(parseRequestTarget(target)).toEqual({ path, query });
});

it('leaves dots and percent-encoding in a path as they were sent', () => {
  expect(parseRequestTarget('/a/../b/%2e%2E/%zz').path).toBe('/a/../b/%2e%2E/%zz');
});

it.each([
  ['//example.org/a', '/example.org/a'],
  ['///a?x=//1', '/a'],
  ['//', '/'],
  ['//?x', '/'],
  ['http://example.org//a//b', '/a//b'],
  ['https://example.org////a#f', '/a'],
  ['/%2Fa', '/%2Fa'],
])('takes the slashes at the beginning of a path for one, and not for a host: %j (A2)', (target, path) => {
  expect(parseRequestTarget(target).path).toBe(path);
});
