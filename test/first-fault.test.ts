import { expect, it } from 'vitest';
import { isKeyQuery } from '../generated/validators/index.js';
import { firstFault } from '../src/first-fault.js';

it('a fault is that of the value, whatever the guard was given meanwhile (S6)', async () => {
  const asked = async (value: unknown): Promise<string> => {
    if (isKeyQuery(value)) return 'valid';
    await Promise.resolve();
    return firstFault(isKeyQuery, value).pointer;
  };
  expect(await Promise.all([asked({ '@a': 1 }), asked({}), asked({ '@b': 1 })])).toEqual(['/@a', 'valid', '/@b']);
});

it('a value in which a guard finds nothing has no more than a word', () => {
  expect(firstFault(isKeyQuery, {})).toEqual({ pointer: '', message: 'is not valid' });
});
