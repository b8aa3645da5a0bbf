import { expect, it } from 'vitest';
import { createBatches } from '../../src/async/batches.js';
import { withResolvers } from '../helpers/with-resolvers.js';

it('runs calls of one turn together, and those that come meanwhile after them', async () => {
  const seen: (readonly number[])[] = [];
  const first = withResolvers<undefined>();
  const double = createBatches(async (inputs: readonly number[]) => {
    seen.push(inputs);
    if (seen.length === 1) await first.promise;
    return inputs.map((input) => 2 * input);
  });
  const together = [double(1), Promise.resolve().then(() => double(2))];
  while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve));
  const later = [double(3), double(4)];
  first.resolve(undefined);
  expect(await Promise.all([...together, ...later])).toEqual([2, 4, 6, 8]);
  expect(seen).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

it('rejects all calls of a batch that fails, or those alone whose own output does', async () => {
  const run = createBatches((inputs: readonly number[]) => {
    if (inputs.includes(0)) return Promise.reject(new Error('all'));
    return Promise.resolve(
      inputs.map((input) => (input < 0 ? Promise.reject<number>(new Error('one')) : Promise.resolve(input))),
    );
  });
  const outcomes = (inputs: readonly number[]): Promise<unknown[]> =>
    Promise.all(
      inputs.map((input) => run(input).catch((error: unknown) => (error instanceof Error ? error.message : error))),
    );
  expect(await outcomes([0, 1])).toEqual(['all', 'all']);
  expect(await outcomes([-1, 1])).toEqual(['one', 1]);
});
