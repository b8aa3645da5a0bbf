import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteCollector } from '../../src/http/byte-collector.js';

function collect(chunks: readonly Uint8Array[], declaredBytes?: number): ByteCollector {
  const collector = new ByteCollector(declaredBytes);
  for (const chunk of chunks) collector.push(chunk);
  return collector;
}

describe('ByteCollector', () => {
  it('joins chunks in their order, however they were cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 20 }), (chunks) => {
        const collector = collect(chunks);
        const expected = chunks.flatMap((chunk) => [...chunk]);
        expect([...collector.bytes()]).toEqual(expected);
        expect(collector.length).toBe(expected.length);
      }),
    );
  });

  it('does not copy a body that comes in one chunk', () => {
    const only = Uint8Array.of(1, 2, 3);
    expect(collect([Uint8Array.of(), only]).bytes()).toBe(only);
  });

  it('holds memory in proportion to the bytes, and not to the chunks (S2)', () => {
    const bytes = collect(Array.from({ length: 100_000 }, () => Uint8Array.of(7))).bytes();
    expect(bytes.byteLength).toBe(100_000);
    expect(bytes.buffer.byteLength).toBeLessThan(300_000);
  });

  it('makes room once for a body that says its length', () => {
    const bytes = collect([new Uint8Array(1000), new Uint8Array(4000), new Uint8Array(5000)], 10_000).bytes();
    expect(bytes.buffer.byteLength).toBe(10_000);
  });

  it.each([0, 3, 5e9, Infinity])(
    'holds for a declared length only in proportion to what has come: %d (S2)',
    (declared) => {
      const bytes = collect([Uint8Array.of(1, 2), Uint8Array.of(3, 4)], declared).bytes();
      expect([...bytes]).toEqual([1, 2, 3, 4]);
      expect(bytes.buffer.byteLength).toBeLessThanOrEqual(1024);
    },
  );
});
