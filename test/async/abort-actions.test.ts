import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { onAbort } from '../../src/async/abort-actions.js';

describe('onAbort', () => {
  it('does everything that was not called off, with one listener for all, and at once', () => {
    const controller = new AbortController();
    const done: number[] = [];
    const callOff = Array.from({ length: 20 }, (_, i) => onAbort(controller.signal, () => done.push(i)));
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    callOff[0]?.();
    callOff[0]?.();
    controller.abort();
    expect(done).toEqual(Array.from({ length: 19 }, (_, i) => i + 1));
  });

  it('leaves no listener when all is called off, and listens again for the next', () => {
    const controller = new AbortController();
    const done: string[] = [];
    const callOff = [
      onAbort(controller.signal, () => done.push('a')),
      onAbort(controller.signal, () => done.push('b')),
    ];
    for (const off of callOff) off();
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    onAbort(controller.signal, () => done.push('c'));
    callOff[0]?.();
    controller.abort();
    expect(done).toEqual(['c']);
  });

  it('does it for a signal that a Request follows, too', () => {
    const { signal, abort } = abortable();
    const request = new Request('http://example.org', { signal });
    const action = vi.fn();
    onAbort(signal, action);
    abort();
    expect(request.signal.aborted).toBe(true);
    expect(action).toHaveBeenCalledOnce();
  });
});

function abortable(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    abort: () => {
      controller.abort();
    },
  };
}
