import { describe, expect, it } from 'vitest';
import { projectFiles } from '../helpers/project.js';
import { oddOpenings } from './openings.js';

describe('the docstrings of src/ and scripts/', () => {
  const files = [...projectFiles('src', '.ts'), ...projectFiles('scripts', '.ts')];

  it('open with a verb in the third person or a noun phrase', () => {
    expect(files.length).toBeGreaterThan(150);
    expect(files.flatMap(({ path, text }) => oddOpenings(text).map((opening) => `${path}:${opening}`))).toEqual([]);
  });
});

describe('oddOpenings', () => {
  it.each(['What', 'How', 'Who', 'Whose', 'Which', 'Whether', 'Where', 'Why', 'That'])(
    'names a docstring that opens with "%s", with its line',
    (word) => {
      const text = `const a = 1;\n/** ${word} it is. */\nconst b = 2;\n  /**\n   * ${word} else it is.\n   */\n`;
      expect(oddOpenings(text)).toEqual([`2: "${word} it is."`, `5: "${word} else it is."`]);
    },
  );

  it('names a later paragraph that opens so, and no line that only continues one', () => {
    const text = '/**\n * Returns it.\n *\n * Where it is\n * what it was.\n */\n';
    expect(oddOpenings(text)).toEqual(['4: "Where it is"']);
  });

  it.each([
    ['a verb', '/** Returns what was asked. */'],
    ['a noun phrase', '/** The path that worked. */'],
    ['a word that only begins like one', '/** Whatever. */\n/** Thatched. */'],
    ['a tag', '/** @see https://example.org */'],
    ['a line comment', '// What follows is read later.'],
    ['a comment in other code', 'const text = "/** What */";'],
  ])('lets %s pass', (_what, text) => {
    expect(oddOpenings(text)).toEqual([]);
  });
});
