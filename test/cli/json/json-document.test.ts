import { describe, expect, it } from 'vitest';
import { JsonContentError, readJsonDocument } from '../../../src/cli/json/json-document.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function refusalOf(content: Uint8Array): JsonContentError {
  try {
    readJsonDocument('a.json', content);
  } catch (error) {
    if (error instanceof JsonContentError) return error;
    throw error;
  }
  throw new Error('the text was not refused');
}

describe('readJsonDocument', () => {
  it.each([
    ['\n', '{\n  "a": 1,\n\n  "b": 2\n}'],
    ['\r\n', '{\r\n  "a": 1,\r\n\r\n  "b": 2\r\n}'],
    ['\r', '{\r  "a": 1,\r\r  "b": 2\r}'],
  ])('counts lines that end in %j from 1, and columns in characters', (_end, text) => {
    const document = readJsonDocument('a.json', bytes(text));
    expect(Object.fromEntries(document.positionsOf(['', '/a', '/b', '/c']))).toEqual({
      '': { line: 1, column: 1 },
      '/a': { line: 2, column: 8 },
      '/b': { line: 4, column: 8 },
    });
    expect(readJsonDocument('a.json', bytes('{"🙂é": 1}')).positionsOf(['/🙂é'])).toEqual(
      new Map([['/🙂é', { line: 1, column: 8 }]]),
    );
  });

  it('passes over a byte order mark, and remarks it, since a body must not have one (S1)', () => {
    const { value, remarks, positionsOf } = readJsonDocument('a.json', bytes('\ufeff{"a": 1}'));
    expect(value).toEqual({ a: 1 });
    expect(positionsOf(['/a']).get('/a')).toEqual({ line: 1, column: 7 });
    expect(remarks).toMatchObject([{ pointer: '', position: { line: 1, column: 1 } }]);
  });

  it('remarks a name that stands twice, where it stands the second time; the last value counts (S1)', () => {
    const { value, remarks } = readJsonDocument('a.json', bytes('{"a": 1,\n "a": 2}'));
    expect(value).toEqual({ a: 2 });
    expect(remarks).toMatchObject([{ pointer: '/a', position: { line: 2, column: 2 } }]);
  });

  it('says where a text is no JSON', () => {
    expect(refusalOf(bytes('{\n  "a": 1,\n}')).message).toBe(
      'a.json:3:1: not JSON: a name in double quotes should come here, not "}": is there a comma too many?',
    );
  });

  it('says in which line bytes are that are not UTF-8', () => {
    const content = new Uint8Array([...bytes('{\n"é":\n"'), 0xff, ...bytes('"\n}')]);
    expect(refusalOf(content)).toMatchObject({ position: { line: 3 }, reason: 'there are bytes that are not UTF-8' });
  });
});
