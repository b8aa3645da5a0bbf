/** 2²⁵⁵ - 19: coordinates are integers below it. */
const fieldPrime = 2n ** 255n - 19n;

/** The order of the base point, L: scalars are integers below it. */
const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The y of four of the points of order 8; the other four have its negative. */
const yOfOrderEight = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;

/** The y of every point whose order is 1 (y = 1), 2 (y = -1), 4 (y = 0) or 8. Whichever x is meant, the order is the same. */
const ysOfSmallOrder: ReadonlySet<bigint> = new Set([
  1n,
  fieldPrime - 1n,
  0n,
  yOfOrderEight,
  fieldPrime - yOfOrderEight,
]);

/**
 * Whether 32 bytes encode a point in the one canonical way and the point is not one of the eight of small order. For
 * those, signatures can be made that hold for any message and without a private key.
 *
 * Whether the point is on the curve is left to the verification.
 */
export function isSoundPoint(encoded: Uint8Array): boolean {
  // The highest bit is not part of y: it tells which of the two x is meant.
  const y = littleEndian(encoded) % 2n ** 255n;
  return y < fieldPrime && !ysOfSmallOrder.has(y);
}

/** Whether S, the second half of a signature, is below L. Otherwise S + L would sign the same message a second time. */
export function isReducedScalar(encoded: Uint8Array): boolean {
  return littleEndian(encoded) < groupOrder;
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
}
