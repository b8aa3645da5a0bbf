/** Numbers and texts that are the same in every run. */
export interface Random {
  /** A whole number from 0 up to, not including, `limit`. */
  readonly below: (limit: number) => number;
  /** Unpadded base64 of so many bytes: 32 for a key, 64 for a signature. */
  readonly base64: (bytes: number) => string;
  /** A device ID as homeservers make them: ten capital letters. */
  readonly deviceId: () => string;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Makes a source of numbers (mulberry32) that begins with a seed. */
export function createRandom(seed: number): Random {
  let state = seed;

  function below(limit: number): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  function letters(length: number, from: string): string {
    let text = '';
    for (let i = 0; i < length; i++) text += from.charAt(below(from.length));
    return text;
  }

  return {
    below,
    base64: (bytes) => letters(Math.ceil((bytes * 4) / 3), digits),
    deviceId: () => letters(10, digits.slice(0, 26)),
  };
}
