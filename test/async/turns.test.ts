import { expect, it, vi } from 'vitest';
import { createEndOfTurn, inTurns, isTurnOver, nextTurn } from '../../src/async/turns.js';

it('a turn is over after each thousand entries (S9)', () => {
  expect([0, 1, 999, 1000, 1001, 1999, 2000].filter(isTurnOver)).toEqual([1000, 2000]);
});

it('nextTurn lets timers go first that were due before', async () => {
  const order: string[] = [];
  setTimeout(() => order.push('other'));
  await nextTurn();
  order.push('next');
  expect(order).toEqual(['other', 'next']);
});

it('inTurns gives the result of a generator, and timers their turn after each thousand steps (S9)', async () => {
  let step = 0;
  function* steps(): Generator<undefined, string> {
    while (step < 2500) {
      step += 1;
      yield undefined;
    }
    return 'result';
  }
  const seen: number[] = [];
  const timer = setInterval(() => seen.push(step));
  expect(await inTurns(steps())).toBe('result');
  clearInterval(timer);
  expect(seen).toEqual(expect.arrayContaining([1000, 2000]));
});

it('inTurns gives the result at once where the generator yields nothing to wait for', () => {
  function* steps(): Generator<unknown, string> {
    for (let step = 0; step < 999; step++) yield undefined;
    return 'result';
  }
  expect(inTurns(steps())).toBe('result');
});

it('inTurns awaits what is yielded, and throws a rejection where the generator stands', async () => {
  const seen: unknown[] = [];
  function* steps(): Generator<unknown, string> {
    yield Promise.resolve().then(() => seen.push('waited'));
    seen.push('after');
    try {
      yield Promise.reject(new Error('down'));
    } catch (error) {
      seen.push(error);
    }
    yield undefined;
    throw new Error('its own');
  }
  await expect(inTurns(steps())).rejects.toThrow('its own');
  expect(seen).toEqual(['waited', 'after', new Error('down')]);
});

it('the end of a turn comes after everything that is ready in it, however many steps it takes', async () => {
  const endOfTurn = createEndOfTurn();
  const order: string[] = [];
  const ending = endOfTurn().then(() => order.push('end'));
  let steps = Promise.resolve();
  for (let n = 0; n < 100; n++) steps = steps.then(() => Promise.resolve());
  void steps.then(() => order.push('steps'));
  await ending;
  expect(order).toEqual(['steps', 'end']);
});

it('waiting for the end of a turn leaves nothing behind that keeps the process alive (S6)', async () => {
  const endOfTurn = createEndOfTurn();
  await Promise.all([endOfTurn(), endOfTurn()]);
  await endOfTurn();
  await nextTurn();
  expect(process.getActiveResourcesInfo().filter((name) => name === 'MessagePort')).toEqual([]);
});

it('lets timers have their turn between turns that end one after the other', async () => {
  const endOfTurn = createEndOfTurn();
  const timer = vi.fn();
  setTimeout(timer, 1);
  let turns = 0;
  while (timer.mock.calls.length === 0 && turns < 1000) {
    await endOfTurn();
    turns++;
    const beganMs = performance.now();
    while (performance.now() - beganMs < 1);
  }
  expect(timer).toHaveBeenCalled();
});
