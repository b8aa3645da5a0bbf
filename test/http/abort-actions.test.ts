import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createAbortActions } from '../../src/http/abort-actions.js';

describe('createAbortActions', () => {
  it('does everything that was not called off, with one listener for all, and at once', () => {
    const controller = new AbortController();
    const actions = createAbortActions();
    const done: number[] = [];
    const callOff = Array.from({ length: 20 }, (_, i) => actions.add(controller.signal, () => done.push(i)));
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    callOff[0]?.();
    callOff[0]?.();
    controller.abort();
    expect(done).toEqual(Array.from({ length: 19 }, (_, i) => i + 1));
  });

  it('leaves no listener when all is called off, and listens again for the next', () => {
    const controller = new AbortController();
    const actions = createAbortActions();
    const done: string[] = [];
    const callOff = [
      actions.add(controller.signal, () => done.push('a')),
      actions.add(controller.signal, () => done.push('b')),
    ];
    for (const off of callOff) off();
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    actions.add(controller.signal, () => done.push('c'));
    callOff[0]?.();
    controller.abort();
    expect(done).toEqual(['c']);
  });
});
