import { describe, expect, it } from 'vitest';
import { libraryAnswer } from '../../../src/encryption/machine/library-answer.js';
import { createManualTime } from '../../helpers/manual-time.js';

describe('an answer of the library', () => {
  it('is passed on, with no timer left', async () => {
    const time = createManualTime(5);
    expect(await libraryAnswer(time, Promise.resolve('encrypted'))).toBe('encrypted');
    await expect(libraryAnswer(time, Promise.reject(new Error('no session')))).rejects.toThrow('no session');
    await time.advance(60_000);
  });

  it('that never comes is waited for a minute', async () => {
    const time = createManualTime(5);
    const outcome = libraryAnswer(time, new Promise(() => undefined)).catch((error: unknown) => error);
    await time.advance(59_999);
    let isSettled = false;
    void outcome.then(() => (isSettled = true));
    await time.settle();
    expect(isSettled).toBe(false);
    await time.advance(1);
    expect(await outcome).toMatchObject({ code: 'TIMEOUT' });
  });
});
