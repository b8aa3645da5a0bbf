import { expect, it } from 'vitest';
import { createRoutes, isValidPercentEncoding } from '../../src/appservice/routes.js';

const query = { name: 'query', paths: ['/app/unstable/draft/keys/query', '/app/v1/keys/query'] };
const transaction = {
  name: 'transaction',
  paths: ['/app/v1/transactions/{txnId}'],
  legacyPath: '/transactions/{txnId}',
};

function find(path: string, legacy = false): readonly [name: string, parameter: string] | undefined {
  const match = createRoutes([query, transaction], legacy).find(path);
  return match && [match.endpoint.name, match.parameter];
}

it.each([
  ['/app/v1/keys/query', ['query', '']],
  ['/app/unstable/draft/keys/query', ['query', '']],
  ['/app/v1/%6Beys/quer%79', ['query', '']],
  ['/app/v1/transactions/1', ['transaction', '1']],
  ['/app/v1/tr%61nsactions/1', ['transaction', '1']],
  ['/app/v1/transactions/__proto__', ['transaction', '__proto__']],
  ['/app/v1/transactions/{txnId}', ['transaction', '{txnId}']],
  ['/app/v1/transactions/..', ['transaction', '..']],
  ['/app/v1/transactions/a%2Fb%20%F0%9F%92%8C', ['transaction', 'a/b 💌']],
  ['/app/v1/transactions/%2561', ['transaction', '%61']],
  ['/app/v1/transactions/a+b;c', ['transaction', 'a+b;c']],
])('finds %s under every path of its operation (A2)', (path, found) => {
  expect(find(path)).toEqual(found);
});

it.each([
  '',
  '/',
  '*',
  '/app/v1/keys',
  '/app/v1/keys/query/',
  '/app/v1//keys/query',
  '/app/v1/keys%2Fquery',
  '/app/v1/%256Beys/query',
  '/app/v1/./keys/query',
  '/app/v1/KEYS/query',
  '/app/v1/transactions',
  '/app/v1/transactions/',
  '/app/v1/transactions/1/',
  '/app/v1/transactions/1/2',
  '/app/v1%2Ftransactions/1',
  '/constructor',
])('does not know %j (A2)', (path) => {
  expect(find(path)).toBeUndefined();
});

it('serves the older path without a prefix only where it was asked to (A2)', () => {
  expect(find('/transactions/1')).toBeUndefined();
  expect(find('/transactions/1', true)).toEqual(['transaction', '1']);
  expect(find('/app/v1/transactions/1', true)).toEqual(['transaction', '1']);
});

it('finds the route of a path whose parameter cannot be decoded, so that the path is known to be ours (A5)', () => {
  expect(find('/app/v1/transactions/%zz')).toEqual(['transaction', '%zz']);
  expect(find('/other/%zz')).toBeUndefined();
});

it.each(['/a/{b}/c', '/a/{b}/{c}', '/a/x{b}'])('refuses the template %s, which it could not match', (path) => {
  expect(() => createRoutes([{ paths: [path] }], false)).toThrow(path);
});

it.each([
  ['/a/b', true],
  ['/%e2%82%ac', true],
  ['/%', false],
  ['/%a', false],
  ['/%zz', false],
  ['/%ff', false],
  ['/%c3/%a9', false],
])('says of %s that its percent-encoding is sound: %s (A3)', (path, sound) => {
  expect(isValidPercentEncoding(path)).toBe(sound);
});

it('refuses a path that the parameter of another would hide', () => {
  const hidden = { paths: ['/app/v1/transactions/last'] };
  expect(() => createRoutes([{ paths: ['/app/v1/transactions/{txnId}'] }, hidden], false)).toThrow(
    '/transactions/last',
  );
});
