/** 2²⁵⁵ - 19: coordinates are integers below it. */
const fieldPrime = 2n ** 255n - 19n;

/** The order of the base point, L: scalars are integers below it. */
const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The y of four of the points of order 8; the other four have its negative. */
const yOfOrderEight = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;

/** The y of every point whose order is 1 (y = 1), 2 (y = -1), 4 (y = 0) or 8. Both values of x give the same order. */
const ysOfSmallOrder: ReadonlySet<bigint> = new Set([
  1n,
  fieldPrime - 1n,
  0n,
  yOfOrderEight,
  fieldPrime - yOfOrderEight,
]);

/**
 * Tells whether 32 bytes encode a point canonically, and the point is not one of the eight of small order.
 *
 * With a point of small order, a signature can be forged without a private key, for any message. Verification itself
 * checks that the point is on the curve.
 */
export function isSoundPoint(encoded: Uint8Array): boolean {
  // The highest bit is not part of y: it selects one of the two values of x.
  const y = littleEndian(encoded) % 2n ** 255n;
  return y < fieldPrime && !ysOfSmallOrder.has(y);
}

/**
 * Tells whether S, the second half of a signature, is below L. Otherwise S + L would be a second signature of the same
 * message.
 */
export function isReducedScalar(encoded: Uint8Array): boolean {
  return littleEndian(encoded) < groupOrder;
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
}
