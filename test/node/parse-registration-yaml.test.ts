import { describe, expect, it } from 'vitest';
import { RegistrationError } from '../../src/errors.js';
import { parseRegistrationYaml } from '../../src/node/parse-registration-yaml.js';

function refusalOf(text: string): RegistrationError {
  try {
    parseRegistrationYaml(text);
  } catch (error) {
    if (error instanceof RegistrationError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

const words = (text: string): string[] => text.split(' ');

describe('parseRegistrationYaml', () => {
  it('reads booleans, numbers and null as PyYAML does, which is YAML 1.1 (G9)', () => {
    const read = (word: string): unknown =>
      (parseRegistrationYaml(`org.example.x: ${word}`) as object)['org.example.x' as never];
    for (const word of words('true True TRUE yes Yes YES on On ON')) expect(read(word), word).toBe(true);
    for (const word of words('false False FALSE no No NO off Off OFF')) expect(read(word), word).toBe(false);
    for (const word of words('~ null Null NULL')) expect(read(word), word).toBe(null);
    for (const word of words('y Y n N yEs oN tRUE 08 0o17 1e5 1:60 2024-01-01 0.0.0.0'))
      expect(read(word), word).toBe(word);
    for (const [word, number] of [
      ['010', 8],
      ['0x1F', 31],
      ['0b11', 3],
      ['1_000', 1000],
      ['1:30', 90],
      ['1.5e+3', 1500],
      ['.inf', Infinity],
    ]) {
      expect(read(String(word)), String(word)).toBe(number);
    }
  });

  it('merges what `<<` names, as YAML 1.1 does', () => {
    const text = 'base: &base {exclusive: yes}\nnamespaces: {users: [{<<: *base, regex: "@a"}]}';
    expect(parseRegistrationYaml(text)).toMatchObject({ namespaces: { users: [{ exclusive: true, regex: '@a' }] } });
  });

  it('takes `y` and `n` for booleans where Dendrite reads one, unless they are in quotes (G9)', () => {
    const text = `
rate_limited: n
receive_ephemeral: y
namespaces:
  users: [{exclusive: y}, {exclusive: N}, {exclusive: "y"}, {regex: y}, y]
  other: y
id: y
sender_localpart: N`;
    expect(parseRegistrationYaml(text)).toEqual({
      rate_limited: false,
      receive_ephemeral: 'y',
      namespaces: {
        users: [{ exclusive: true }, { exclusive: false }, { exclusive: 'y' }, { regex: 'y' }, 'y'],
        other: 'y',
      },
      id: 'y',
      sender_localpart: 'N',
    });
  });

  it.each(['y', '[y]', 'namespaces: y', 'namespaces: {users: {a: {exclusive: y}}}', '{}'])(
    'parses %s, whatever it is',
    (text) => {
      expect(() => parseRegistrationYaml(text)).not.toThrow();
    },
  );

  it.each(['id', 'url', 'as_token', 'hs_token', 'sender_localpart'])(
    'refuses a text without quotation marks as %s that some version of YAML takes for something else (G8)',
    (field) => {
      for (const [word, kind] of [
        ['0123456789', 'number'],
        ['08', 'number'],
        ['0o17', 'number'],
        ['1e5', 'number'],
        ['2024-01-31', 'date'],
        ['2024-01-31T00:00:00Z', 'date'],
      ]) {
        const refusal = refusalOf(`${field}: ${word}`);
        expect(refusal).toMatchObject({
          field,
          message: `${field}: must be string, but is a ${kind}: put it in quotes`,
        });
        expect(parseRegistrationYaml(`${field}: "${word}"`)).toEqual({ [field]: word });
      }
    },
  );

  it('leaves it to the reader to refuse what is no text', () => {
    const text = 'id: yes\nas_token: 0x1F\nhs_token: 1:30\nurl: ~\nsender_localpart: #none';
    expect(parseRegistrationYaml(text)).toEqual({
      id: true,
      as_token: 31,
      hs_token: 90,
      url: null,
      sender_localpart: null,
    });
  });

  it('says the line and column of a fault, and quotes nothing (S5)', () => {
    expect(refusalOf('id: a\n as_token: secret: secret\n').message).toMatch(
      /not valid YAML: line 2, column \d+: [^"]*$/,
    );
    expect(refusalOf('a: !!binary AAAA').message).toContain('not valid YAML');
    expect(refusalOf('').message).toContain('document');
  });
});
