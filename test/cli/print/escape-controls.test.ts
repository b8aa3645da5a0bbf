import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeControls } from '../../../src/cli/print/escape-controls.js';

describe('escapeControls', () => {
  it.each([
    ['an escape sequence', '\u001b[31mred\u0007', '\\u001b[31mred\\u0007'],
    ['a line break, and what returns to its beginning', 'a\nb\rc\td', 'a\\nb\\rc\\td'],
    ['the controls beyond ASCII', '\u009b31m\u007f', '\\u009b31m\\u007f'],
    ['what turns the direction of writing', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
    ['what has no width', 'a\u200bb\ufeffc', 'a\\u200bb\\ufeffc'],
    ['what fills a space unseen', 'a\u3164b\u034fc\u{e0100}d', 'a\\u3164b\\u034fc\\udb40\\udd00d'],
    ['separators of lines', 'a\u2028b', 'a\\u2028b'],
    ['tags, which have no BMP escape', 'a\u{e0001}', 'a\\udb40\\udc01'],
    ['half of a pair of surrogates', 'a\ud800', 'a\\ud800'],
  ])('shows %s as an escape', (_what, text, shown) => {
    expect(escapeControls(text)).toBe(shown);
  });

  it('leaves letters of all scripts and emoji as they are', () => {
    expect(escapeControls('Zoë 猫 עברית 🙂 ❤\ufe0f')).toBe('Zoë 猫 עברית 🙂 ❤\ufe0f');
  });

  it('keeps JSON the same JSON, and lets no control character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = escapeControls(JSON.stringify({ [text]: text }));
        expect(JSON.parse(shown)).toEqual({ [text]: text });
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});
