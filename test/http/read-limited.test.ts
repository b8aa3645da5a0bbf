import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyTooLargeError } from '../../src/errors.js';
import { ByteCollector, readLimited } from '../../src/http/read-limited.js';

/** A stream of the chunks, and how much of it was taken. */
function streamOf(chunks: readonly Uint8Array[]): {
  stream: ReadableStream<Uint8Array>;
  taken: () => number;
  cancelled: () => boolean;
} {
  let taken = 0;
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = chunks[taken++];
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk);
      },
      cancel() {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, taken: () => taken, cancelled: () => cancelled };
}

const chunksOfBytes = fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 8 });
const lengthOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);

describe('readLimited', () => {
  it('reads nothing from no body', async () => {
    expect(await readLimited(null, 0)).toEqual(new Uint8Array(0));
  });

  it('joins the chunks, however the body was cut, up to exactly the limit (S2)', async () => {
    await fc.assert(
      fc.asyncProperty(chunksOfBytes, async (chunks) => {
        const bytes = await readLimited(streamOf(chunks).stream, lengthOf(chunks));
        expect([...bytes]).toEqual(chunks.flatMap((chunk) => [...chunk]));
      }),
    );
  });

  it('refuses every body that is larger than the limit (rule S2)', async () => {
    const tooMuch = chunksOfBytes.filter((chunks) => lengthOf(chunks) > 0);
    await fc.assert(
      fc.asyncProperty(tooMuch, async (chunks) => {
        const limit = lengthOf(chunks) - 1;
        await expect(readLimited(streamOf(chunks).stream, limit)).rejects.toEqual(new BodyTooLargeError(limit));
      }),
    );
  });

  it('stops reading at the limit, and cancels the rest (S2)', async () => {
    const endless = streamOf(Array.from({ length: 100 }, () => new Uint8Array(10)));
    await expect(readLimited(endless.stream, 25)).rejects.toBeInstanceOf(BodyTooLargeError);
    expect(endless.taken()).toBe(3);
    expect(endless.cancelled()).toBe(true);
  });

  it('does not wait for a source whose cancellation never settles', async () => {
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new Uint8Array(2));
      },
      cancel: () => new Promise(() => undefined),
    });
    await expect(readLimited(stream, 1)).rejects.toBeInstanceOf(BodyTooLargeError);
  });

  it('passes on what the source fails with', async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.error(new Error('broken'));
      },
    });
    await expect(readLimited(broken, 10)).rejects.toThrow('broken');
  });

  it('ends with the signal’s reason, and cancels a source that takes no notice of it (N8)', async () => {
    const controller = new AbortController();
    const silent = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });
    const read = readLimited(silent, 10, controller.signal);
    controller.abort('enough');
    await expect(read).rejects.toBe('enough');
  });
});

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

function collect(chunks: readonly Uint8Array[], declaredBytes?: number): ByteCollector {
  const collector = new ByteCollector(declaredBytes);
  for (const chunk of chunks) collector.push(chunk);
  return collector;
}
