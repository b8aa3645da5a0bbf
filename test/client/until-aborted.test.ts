import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { untilAborted } from '../../src/client/until-aborted.js';

const reason = new Error('not needed any more');
const never = (): Promise<never> => new Promise(() => undefined);

describe('untilAborted', () => {
  it('ends as the work does', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(signal, () => Promise.resolve('done'))).toBe('done');
    await expect(untilAborted(signal, () => Promise.reject(reason))).rejects.toBe(reason);
  });

  it('ends with the reason of the signal, even if the work takes no notice', async () => {
    const controller = new AbortController();
    const ended = untilAborted(controller.signal, never);
    controller.abort(reason);
    await expect(ended).rejects.toBe(reason);
  });

  it('begins nothing under a signal that is aborted already', async () => {
    let begun = false;
    const work = (): Promise<void> => {
      begun = true;
      return Promise.resolve();
    };
    await expect(untilAborted(AbortSignal.abort(reason), work)).rejects.toBe(reason);
    expect(begun).toBe(false);
  });

  it('listens to the signal while the work goes on and no longer, so that the signal can be collected (S6)', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const listeners = (): number => getEventListeners(signal, 'abort').length;
    await untilAborted(signal, () => {
      expect(listeners()).toBe(1);
      return Promise.resolve();
    });
    expect(listeners()).toBe(0);
    await expect(untilAborted(signal, () => Promise.reject(reason))).rejects.toBe(reason);
    expect(listeners()).toBe(0);
    const ended = untilAborted(signal, never);
    controller.abort(reason);
    await expect(ended).rejects.toBe(reason);
    expect(listeners()).toBe(0);
  });
});
