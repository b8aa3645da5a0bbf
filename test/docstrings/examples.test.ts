import { describe, expect, it } from 'vitest';
import * as appservice from '../../src/appservice/index.js';
import * as client from '../../src/client/index.js';
import * as encryption from '../../src/encryption/index.js';
import * as federation from '../../src/federation/index.js';
import * as homeserver from '../../src/homeserver/index.js';
import * as main from '../../src/index.js';
import * as node from '../../src/node/index.js';
import * as registration from '../../src/registration/index.js';
import { ExampleProgram, promisedResult, runExample } from './examples.js';

const scope = {
  ...main,
  ...appservice,
  ...client,
  ...encryption,
  ...federation,
  ...homeserver,
  ...node,
  ...registration,
};
const program = new ExampleProgram();
const examples = program.functions.flatMap(({ name, examples: codes }) => codes.map((code) => ({ name, code })));

describe('the docstring of an exported function', () => {
  it.each(program.functions)('has an example: $name of $subpath', ({ name, examples: codes }) => {
    // They open a file that must exist, or make one.
    if (name.startsWith('open')) return;
    expect(codes).not.toEqual([]);
  });

  it('has examples that compile', () => {
    const faults = program.faultsOf(examples.map(({ code }) => code));
    const found = faults.flatMap((messages, index) =>
      messages.map((message) => `${examples[index]?.name ?? ''}: ${message}`),
    );
    expect(found).toEqual([]);
  });

  it('has examples of 2 to 8 lines, fence included', () => {
    expect(examples.filter(({ code }) => code.split('\n').length > 6).map(({ name }) => name)).toEqual([]);
  });

  const runnable = examples.flatMap(({ name, code }) => {
    const promised = promisedResult(code);
    return promised === undefined ? [] : [{ name, promised }];
  });

  it.each(runnable)('has an example with the promised result: $name', async ({ promised }) => {
    const [actual, expected] = await runExample(promised, scope);
    expect(actual).toEqual(expected);
  });
});

describe('the check of examples', () => {
  it('tells of one that does not compile', () => {
    const [faults] = program.faultsOf(['const count: string = isUserId("@a:b");']);
    expect(faults).toEqual(["Type 'boolean' is not assignable to type 'string'."]);
  });

  it('runs an example, and tells its value from another that is promised', async () => {
    const promised = promisedResult("const id = 'ann';\nisUserId(id); // true");
    expect(promised && (await runExample(promised, scope))).toEqual([false, true]);
  });

  it.each(['const id = 1; // one', "import 'node:fs';", 'isUserId(id);'])('promises nothing of: %s', (code) => {
    expect(promisedResult(code)).toBeUndefined();
  });
});
