import { describe, expect, it } from 'vitest';
import { validateTool } from '../../../scripts/docs/playground/validate-tool.js';
import { remarksOf } from './outcomes.js';

describe('the playground’s validator', () => {
  it('offers every schema', () => {
    const names = validateTool.choices?.['schema']?.map(({ value }) => value) ?? [];
    expect(names.length).toBeGreaterThan(60);
    expect(names).toContain('KeyQueryResponse');
  });

  it('accepts what fits, and remarks on what is odd', async () => {
    const payload = '{"@a:example.org": [],\n "@a:example.org": []}';
    const outcome = await validateTool.run({ schema: 'KeyQuery', payload });
    expect(outcome).toMatchObject({ state: 'good', summary: 'Valid: this is a KeyQuery.' });
    expect(remarksOf(outcome)).toMatchObject([
      { severity: 'warning', place: { field: 'payload', line: 2, column: 2 } },
    ]);
  });

  it('marks the first fault: its pointer, its line, what was expected there and what was found', async () => {
    const outcome = await validateTool.run({ schema: 'KeyQuery', payload: '{\n  "@a:example.org": "all"\n}' });
    expect(outcome).toMatchObject({ state: 'bad', summary: 'Not valid: this is no KeyQuery. See line 2.' });
    expect(remarksOf(outcome)).toEqual([
      {
        severity: 'error',
        pointer: '/@a:example.org',
        message: 'Expected array; found a string.',
        place: { field: 'payload', line: 2, column: 21 },
      },
    ]);
  });

  it.each([
    [{ schema: 'KeyQuery', payload: '  ' }, 'note', /Paste a payload/],
    [{ schema: 'Keyquery', payload: '{}' }, 'good', /a KeyQuery/],
    [{ schema: '', payload: '{}' }, 'note', /Choose a schema/],
    [{ schema: 'KeyQuerry', payload: '{}' }, 'bad', /There is no schema KeyQuerry/],
    [{ schema: 'KeyQuery', payload: '{"__proto__": []}' }, 'good', /Valid/],
    [{ schema: 'KeyQuery', payload: '{"a" 1}' }, 'bad', /not JSON: see line 1/],
  ])('answers %j', async (values, state, summary) => {
    const outcome = await validateTool.run(values);
    expect(outcome.state).toBe(state);
    expect(outcome.summary).toMatch(summary);
  });
});
