import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnknownRoute, orderPaths } from '../../src/paths/select-path.js';

const draft = { paths: ['/unstable', '/v1'], stablePath: '/v1', unstablePath: '/unstable' };
const stable = { ...draft, paths: ['/v1', '/unstable'] };
const stableOnly = { paths: ['/v1'], stablePath: '/v1' };
const withLegacy = { paths: ['/unstable', '/v1', '/old'], stablePath: '/v1', unstablePath: '/unstable' };

describe('orderPaths', () => {
  it.each([
    ['a draft', draft],
    ['a stable proposal', stable],
    ['an operation with one path', stableOnly],
  ])('keeps the order of the document for %s (rule N1)', (_, operation) => {
    expect(orderPaths(operation)).toEqual(operation.paths);
  });

  it.each([
    [draft, 'stable', ['/v1', '/unstable']],
    [draft, 'unstable', ['/unstable', '/v1']],
    [stable, 'unstable', ['/unstable', '/v1']],
    [stableOnly, 'unstable', ['/v1']],
    [withLegacy, 'stable', ['/v1', '/unstable', '/old']],
  ] as const)('puts what the caller prefers first: %j, %s (N1)', (operation, prefer, expected) => {
    expect(orderPaths(operation, { prefer })).toEqual(expected);
  });

  it('puts the remembered path before everything (N4)', () => {
    expect(orderPaths(withLegacy, { remembered: '/old' })).toEqual(['/old', '/unstable', '/v1']);
    expect(orderPaths(withLegacy, { remembered: '/old', prefer: 'stable' })).toEqual(['/old', '/v1', '/unstable']);
  });

  it('ignores a remembered path that the operation does not have', () => {
    expect(orderPaths(draft, { remembered: '/elsewhere' })).toEqual(draft.paths);
  });

  it('gives each path of the operation once, and no other, whatever is preferred or remembered (N1, N4)', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(draft, stable, stableOnly, withLegacy),
        fc.constantFrom('stable' as const, 'unstable' as const, undefined),
        fc.constantFrom('/v1', '/unstable', '/old', '/elsewhere', '', undefined),
        (operation, prefer, remembered) => {
          const paths = orderPaths(operation, { prefer, remembered });
          expect([...paths].sort()).toEqual([...operation.paths].sort());
        },
      ),
    );
  });
});

describe('isUnknownRoute', () => {
  const unrecognized = { errcode: 'M_UNRECOGNIZED', error: 'Unrecognized request' };
  const notFound = { errcode: 'M_NOT_FOUND' };

  it.each([
    [404, undefined],
    [404, unrecognized],
    [404, []],
    [404, [unrecognized]],
    [404, null],
    [404, 'Not Found'],
    [404, 404],
    [405, undefined],
    [405, unrecognized],
    [405, 'Method Not Allowed'],
    [400, unrecognized],
    [501, unrecognized],
  ])('takes %i with %j for an unknown route (rule N2)', (status, body) => {
    expect(isUnknownRoute(status, body)).toBe(true);
  });

  it.each([
    [404, {}],
    [404, notFound],
    [404, { errcode: null }],
    [404, Object.create(unrecognized)],
    [405, notFound],
    [400, undefined],
    [400, {}],
    [400, notFound],
    [400, 'M_UNRECOGNIZED'],
    [400, [unrecognized]],
    [501, undefined],
    [501, notFound],
    [200, unrecognized],
    [401, unrecognized],
    [403, unrecognized],
    [410, undefined],
    [500, unrecognized],
    [502, undefined],
    [503, unrecognized],
  ])('takes %i with %j for an answer (N2)', (status, body) => {
    expect(isUnknownRoute(status, body)).toBe(false);
  });

  it('never depends on anything but status and errcode of an object (N2)', () => {
    fc.assert(
      fc.property(fc.constantFrom(400, 404, 405, 501), fc.dictionary(fc.string(), fc.jsonValue()), (status, other) => {
        expect(isUnknownRoute(status, { ...other, errcode: 'M_UNRECOGNIZED' })).toBe(true);
        expect(isUnknownRoute(status, { ...other, errcode: 'M_FORBIDDEN' })).toBe(false);
      }),
    );
  });
});
