import { describe, expect, it } from 'vitest';
import { isReducedScalar, isSoundPoint } from '../../src/federation/curve-checks.js';

/** The curve from its definition, as slow as may be: -x² + y² = 1 + dx²y² modulo 2²⁵⁵ - 19. */
const p = 2n ** 255n - 19n;
const d = modulo(-121665n * inverse(121666n));
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
interface Point {
  readonly x: bigint;
  readonly y: bigint;
}
const base: Point = pointOf(modulo(4n * inverse(5n)), 0n) ?? { x: 0n, y: 0n };
const identity: Point = { x: 0n, y: 1n };

/** All eight, as multiples of one of order 8: L times a point that is outside the group of the base point. */
const smallOrder: readonly Point[] = multiplesOf(pointOfOrderEight());

describe('isSoundPoint', () => {
  it('is tested with the eight points of small order', () => {
    expect(new Set(smallOrder.map(({ x, y }) => `${x} ${y}`)).size).toBe(8);
    for (const point of smallOrder) expect(times(8n, point)).toEqual(identity);
    expect(times(order, base)).toEqual(identity);
  });

  it('refuses the points of small order in every encoding, canonical or not (F1)', () => {
    const encodings = smallOrder.flatMap(({ y }) => [y, y + p].filter((value) => value < 2n ** 255n));
    const bytes = encodings.flatMap((y) => [encoded(y), encoded(y + 2n ** 255n)]);
    expect(new Set(bytes.map((each) => each.join())).size).toBe(14);
    expect(bytes.filter(isSoundPoint)).toEqual([]);
  });

  it('refuses every encoding whose y is not below the prime (F1)', () => {
    for (let y = p; y < 2n ** 255n; y++) {
      expect(isSoundPoint(encoded(y))).toBe(false);
      expect(isSoundPoint(encoded(y + 2n ** 255n))).toBe(false);
    }
  });

  it('accepts points of the group, with either sign of x', () => {
    let point = base;
    for (let count = 0; count < 50; count++) {
      expect(isSoundPoint(encoded(point.y))).toBe(true);
      expect(isSoundPoint(encoded(point.y + 2n ** 255n))).toBe(true);
      point = add(point, base);
    }
  });
});

describe('isReducedScalar', () => {
  it.each([
    [0n, true],
    [1n, true],
    [order - 1n, true],
    [order, false],
    [order + 1n, false],
    [2n ** 253n, false],
    [2n ** 256n - 1n, false],
  ])('of %i is %s (F1)', (scalar, isReduced) => {
    expect(isReducedScalar(encoded(scalar))).toBe(isReduced);
  });
});

function encoded(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(8 * index)) & 255n));
}

function pointOfOrderEight(): Point {
  for (let y = 2n; ; y++) {
    const point = pointOf(y, 0n);
    const candidate = point === undefined ? identity : times(order, point);
    if (times(4n, candidate).y !== 1n) return candidate;
  }
}

function multiplesOf(point: Point): Point[] {
  return Array.from({ length: 8 }, (_, factor) => times(BigInt(factor), point));
}

function pointOf(y: bigint, sign: bigint): Point | undefined {
  const square = modulo((y * y - 1n) * inverse(d * y * y + 1n));
  let x = power(square, (p + 3n) / 8n);
  if (modulo(x * x) !== square) x = modulo(x * power(2n, (p - 1n) / 4n));
  if (modulo(x * x) !== square) return undefined;
  return { x: x % 2n === sign ? x : modulo(-x), y };
}

function times(factor: bigint, point: Point): Point {
  if (factor === 0n) return identity;
  const half = times(factor / 2n, point);
  const doubled = add(half, half);
  return factor % 2n === 0n ? doubled : add(doubled, point);
}

function add(a: Point, b: Point): Point {
  const product = modulo(d * a.x * b.x * a.y * b.y);
  return {
    x: modulo((a.x * b.y + b.x * a.y) * inverse(1n + product)),
    y: modulo((a.y * b.y + a.x * b.x) * inverse(1n - product)),
  };
}

function inverse(value: bigint): bigint {
  return power(value, p - 2n);
}

function power(value: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = modulo(value), rest = exponent; rest > 0n; rest >>= 1n, square = modulo(square * square)) {
    if (rest % 2n === 1n) result = modulo(result * square);
  }
  return result;
}

function modulo(value: bigint): bigint {
  return ((value % p) + p) % p;
}
