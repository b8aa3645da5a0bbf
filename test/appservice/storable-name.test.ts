import { describe, expect, it } from 'vitest';
import { isStorableName, storableName, storableText } from '../../src/appservice/storable-name.js';

describe('storableName', () => {
  it.each(['', '__proto__', '😀', '\ufffd', "'", '\u0001'])('returns %j as it is', (name) => {
    expect(storableName(name)).toBe(name);
    expect(isStorableName(name)).toBe(true);
  });

  it.each(['\0', 'a\0b', '\ud83d', '\ude00', '\ude00\ud83d'])('refuses %j', (name) => {
    expect(() => storableName(name)).toThrow(expect.objectContaining({ name: 'StoreError', code: 'UNSTORABLE_NAME' }));
    expect(isStorableName(name)).toBe(false);
  });
});

describe('storableText', () => {
  it('replaces what cannot be stored, and nothing else', () => {
    expect(storableText('a\0b\ud83d 😀\ude00')).toBe('a\ufffdb\ufffd 😀\ufffd');
  });
});
