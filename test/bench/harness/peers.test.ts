import { describe, expect, it } from 'vitest';
import { loadPeer, nameAndVersion, whyMissing } from './peers.js';

describe('whyMissing', () => {
  it('says that a peer is not installed where the bench has no manifest of it', () => {
    const failure = (): unknown => {
      try {
        return nameAndVersion('nobody');
      } catch (error) {
        return error;
      }
    };
    expect(whyMissing(failure())).toBe('not installed (`npm run bench:install`)');
  });

  it('says of a peer that fails otherwise what it says itself', () => {
    expect(whyMissing(new TypeError('no such thing\nat a line'))).toMatch(
      /^does not run on Node [\d.]+: no such thing$/,
    );
  });
});

describe('loadPeer', () => {
  it('says of a peer that is not there why, and does not fail', async () => {
    expect(await loadPeer('validators/nobody.js')).toEqual({
      name: 'nobody',
      missing: 'not installed (`npm run bench:install`)',
    });
  });
});
