import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings.js';
import { readList } from '../../src/transactions/read-list.js';

const keep = (member: unknown): unknown => member;

describe('readList', () => {
  it('hands out the same list where every member is given out as it is', () => {
    const list = [{}, {}];
    expect(readList(list, '', [], keep)).toBe(list);
  });

  it('leaves out the members that are not given out, and shares the others (T6)', () => {
    const [first, second, third] = [{}, {}, {}];
    const list = Object.freeze([first, second, third]);
    const read = readList(list, '', [], (member) => (member === second ? undefined : member));
    expect(read).toHaveLength(2);
    expect(read[0]).toBe(first);
    expect(read[1]).toBe(third);
  });

  it('leaves out a member that is undefined itself', () => {
    expect(readList([1, undefined, 2, null], '', [], (member) => member ?? undefined)).toEqual([1, 2]);
    expect(readList([undefined], '', [], keep)).toEqual([]);
  });

  it('puts what is given out in place of a member, in a new list', () => {
    expect(readList(Object.freeze([1, 2]), '', [], (member) => `${String(member)}!`)).toEqual(['1!', '2!']);
  });

  it('says where each member stands, and collects what is found', () => {
    const findings: Finding[] = [];
    readList(['a', 'b'], '/list', findings, (_member, where, found) => {
      found.push({ code: 'malformed-entry', severity: 'error', pointer: where(), message: '' });
      return undefined;
    });
    expect(findings.map(({ pointer }) => pointer)).toEqual(['/list/0', '/list/1']);
  });
});
