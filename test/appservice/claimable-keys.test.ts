import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createQueue } from '../../src/appservice/claimable-keys.js';

it('gives what an array gives with push, shift and unshift', () => {
  const steps = fc.array(fc.constantFrom('add', 'take', 'take and put back'), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (names) => {
      const queue = createQueue<number>();
      const model: number[] = [];
      for (const [n, name] of names.entries()) {
        if (name === 'add') {
          queue.add(n);
          model.push(n);
        } else {
          const key = queue.take();
          expect(key).toBe(model.shift());
          if (name === 'take and put back' && key !== undefined) {
            queue.putBack(key);
            model.unshift(key);
          }
        }
        expect(queue.length).toBe(model.length);
      }
    }),
  );
});
