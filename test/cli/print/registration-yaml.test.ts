import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { settingLines, yamlString } from '../../../src/cli/print/registration-yaml.js';

describe('settingLines', () => {
  it('puts settings of the same parent under it once', () => {
    expect(settingLines(['a.b: true', 'a.c: 1', 'd: x', 'a.e.f: true', 'a.e.g: true'])).toEqual([
      'a:',
      '  b: true',
      '  c: 1',
      '  e:',
      '    f: true',
      '    g: true',
      'd: x',
    ]);
  });
});

describe('yamlString', () => {
  it('is read back by a YAML parser as the same text', () => {
    const special = fc.constantFrom("'", '"', '\\', ': ', ' #', '1e5', '~', '- ', '猫', '🙂');
    const texts = fc.oneof(
      fc.string(),
      fc.array(special).map((each) => each.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(load(`a: ${yamlString(text)}`)).toEqual({ a: text });
      }),
    );
  });
});
