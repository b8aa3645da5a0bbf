import { describe, expect, it } from 'vitest';
import { readMap } from '../../src/transactions/read-map.js';

const parse = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
const atMap = (): string => '/map';

describe('readMap', () => {
  it('hands out the same map where every entry is given out as it is', () => {
    const map = parse('{"b":{},"__proto__":{},"a":{}}');
    expect(readMap(map, atMap, (entry) => entry)).toBe(map);
  });

  it.each(['a', 'b', '__proto__', 'c'])('leaves out %s alone, shares the others, and keeps their order (T6)', (out) => {
    const text = '{"a":[1],"b":[2],"__proto__":[3],"c":[4]}';
    const map = Object.freeze(parse(text));
    const read = readMap(map, atMap, (entry, _where, name) => (name === out ? undefined : entry));
    const rest = Object.entries(map).filter(([name]) => name !== out);
    expect(Object.entries(read)).toEqual(rest);
    for (const [name, entry] of rest) expect(read[name]).toBe(entry);
    expect(JSON.stringify(map)).toBe(text);
  });

  it('puts what is given out in place of an entry, in a new map', () => {
    const map = Object.freeze(parse('{"a":1,"__proto__":2}'));
    expect(Object.entries(readMap(map, atMap, (entry) => `${String(entry)}!`))).toEqual([
      ['a', '1!'],
      ['__proto__', '2!'],
    ]);
  });

  it('says where each entry stands', () => {
    const pointers: string[] = [];
    readMap(parse('{"a":1,"b/c":2}'), atMap, (_entry, where) => {
      pointers.push(where());
      return undefined;
    });
    expect(pointers).toEqual(['/map/a', '/map/b~1c']);
  });
});
