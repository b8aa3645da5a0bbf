import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldNames } from '../../generated/names.js';
import { neverExisted } from '../../generated/support.js';
import { PayloadError } from '../../src/errors.js';
import { isSameJson } from '../../src/json-objects.js';
import type { Finding } from '../../src/findings.js';
import { readTransaction } from '../../src/transactions/read-transaction.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { mutated } from '../helpers/key-arbitraries.js';
import { readExample } from '../helpers/read-example.js';
import { transaction } from './transaction-arbitraries.js';

const event = {
  type: 'm.room.message',
  content: {},
  event_id: '$a',
  room_id: '!a',
  sender: '@a:x',
  origin_server_ts: 1,
};

function codesOf(body: unknown): string[] {
  return readTransaction(body).findings.map(({ code, pointer }) => `${code} ${pointer}`);
}

describe('readTransaction', () => {
  it.each(['transaction-minimal', 'transaction'])('gives out %s, which has the stable names, as it is (T1)', (name) => {
    expect(readTransaction(readExample(name))).toEqual({ transaction: readExample(name), findings: [] });
  });

  it('reads what Synapse writes, and says which names it wrote (T1)', () => {
    const { transaction, findings } = readTransaction(readExample('transaction-synapse'));
    expect(transaction).toEqual(readExample('transaction'));
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['unstable-name']));
    expect(findings).toHaveLength(5);
  });

  it('reads the example of the first draft, with the counts of a user (T2)', () => {
    const body = readExample('msc3202-transaction') as Record<string, unknown>;
    const { device_one_time_keys_count: counts, ...rest } = body;
    const { transaction, findings } = readTransaction(body);
    expect(transaction).toEqual({ ...rest, user_one_time_keys_count: counts });
    expect(findings).toMatchObject([{ code: 'older-count-shape', severity: 'info' }]);
  });

  it.each([null, undefined, [], 'text', 5, true])('refuses a body that is %j (T6)', (body) => {
    expect(() => readTransaction(body)).toThrow(PayloadError);
  });

  it.each([{}, { events: null }, { events: {} }, { events: 'x' }])(
    'refuses %j, which has no list of events (T6)',
    (body) => {
      const error = thrownBy(() => readTransaction(body));
      expect(error).toBeInstanceOf(PayloadError);
      expect((error as PayloadError).issues).toMatchObject([{ pointer: '/events' }]);
    },
  );

  it('shares events, and the list where nothing was left out of it', () => {
    const events = [event, { ...event }];
    expect(readTransaction({ events }).transaction.events).toBe(events);
    const { transaction } = readTransaction({ events: [event, null] });
    expect(transaction.events).toHaveLength(1);
    expect(transaction.events[0]).toBe(event);
  });

  it('delivers the good events of a list and reports the bad one, at its place and name (rule T6)', () => {
    const { ephemeral, to_device } = fieldNames.TransactionBody;
    const good = { type: 'a', content: {} };
    const body = { events: [event, 5], [ephemeral.unstable[0]]: [null, good], [to_device.unstable[0]]: [good] };
    const { transaction } = readTransaction(body);
    expect(transaction).toEqual({ events: [event], ephemeral: [good], to_device: [] });
    expect(codesOf(body)).toEqual([
      'malformed-entry /events/1',
      `unstable-name /${ephemeral.unstable[0]}`,
      `malformed-entry /${ephemeral.unstable[0]}/0`,
      `unstable-name /${to_device.unstable[0]}`,
      `malformed-entry /${to_device.unstable[0]}/0`,
    ]);
  });

  it.each(Object.entries(fieldNames.TransactionBody))(
    'reads %s under each of its names alone, also when empty (T1 T3)',
    (field, names) => {
      const empty = field === 'ephemeral' || field === 'to_device' ? [] : {};
      for (const name of [field, ...names.unstable, ...names.accepted]) {
        expect(readTransaction({ events: [], [name]: empty }).transaction).toEqual({ events: [], [field]: empty });
      }
    },
  );

  it.each(Object.keys(fieldNames.TransactionBody))('reads %s as absent when it is null or a string (T1)', (field) => {
    for (const wrong of [null, 'text']) {
      const body = { events: [], [field]: wrong };
      expect(readTransaction(body).transaction).toEqual({ events: [] });
      expect(codesOf(body)).toEqual([`malformed-field /${field}`]);
    }
  });

  it('never puts the lists of two names together (T1)', () => {
    const [unstable] = fieldNames.TransactionBody.to_device.unstable;
    const message = { type: 'a', content: {}, sender: '@a:x', to_user_id: '@b:x', to_device_id: 'B' };
    const twice = { events: [], to_device: [message], [unstable]: [{ ...message }] };
    expect(readTransaction(twice)).toEqual({ transaction: { events: [], to_device: [message] }, findings: [] });
    const differing = { events: [], to_device: [], [unstable]: [message] };
    expect(readTransaction(differing).transaction).toEqual({ events: [], to_device: [] });
    expect(codesOf(differing)).toEqual([`contradictory-names /${unstable}`]);
  });

  it.each(neverExisted)('reports $name, which never existed, and does not read it (rule T9)', ({ name, instead }) => {
    const { transaction, findings } = readTransaction({ events: [], [name]: [{ type: 'a', content: {} }] });
    expect(transaction).toEqual({ events: [] });
    expect(findings).toMatchObject([{ code: 'name-never-existed', severity: 'warning', pointer: `/${name}` }]);
    expect(findings[0]?.message).toContain(instead);
  });

  it.each([
    ['org.matrix.msc3202.device_unused_fallback_keys', ''],
    ['de.sorunome.msc3202.device_lists', 'device_lists'],
    ['org.matrix.msc4203.to_device', 'to_device'],
    ['de.sorunome.msc2409.device_lists', 'device_lists'],
    ['io.element.msc4190.events', ''],
    ['fi.mau.msc4350.impersonated', ''],
    ['com.example.some-vendor.msc12', ''],
    ['org.matrix.msc3202', ''],
    ['org.matrix.MSC3202.ephemeral', 'ephemeral'],
    ['org.matrix.msc3202.constructor', ''],
  ])('reports %s, which looks like a proposal’s name, and does not read it (T9)', (name, meant) => {
    const { transaction, findings } = readTransaction({ events: [], [name]: [{ type: 'a', content: {} }] });
    expect(transaction).toEqual({ events: [] });
    expect(findings).toMatchObject([{ code: 'name-never-existed', severity: 'warning', pointer: `/${name}` }]);
    expect(/did you mean (\w+)\?/.exec(findings[0]?.message ?? '')?.[1] ?? '').toBe(meant);
  });

  it('reports one name each, and none that it reads (T9)', () => {
    const read = Object.values(fieldNames.TransactionBody).flatMap(({ unstable }): readonly string[] => unstable);
    const strange = ['org.matrix.msc3202.device_unused_fallback_keys', 'de.sorunome.msc3202.device_lists'];
    const body = { events: [], ...Object.fromEntries([...read, ...strange].map((name) => [name, {}])) };
    const findings = readTransaction(body).findings.filter(({ code }) => code === 'name-never-existed');
    expect(findings.map(({ pointer }) => pointer)).toEqual(strange.map((name) => `/${name}`));
  });

  it('keeps a thousand such findings, however many names there are (T9, S2)', () => {
    const names = Array.from({ length: 5000 }, (_, n) => [`org.matrix.msc${n}.${'x'.repeat(1000)}`, 1]);
    const { findings } = readTransaction({ events: [], ...(Object.fromEntries(names) as object) });
    expect(findings).toHaveLength(1001);
    expect(Math.max(...findings.map(({ pointer }) => pointer.length))).toBeLessThan(400);
  });

  it('says nothing of fields that it does not know, and does not give them out', () => {
    expect(
      readTransaction({ events: [], 'org.example': 1, msc3202: 1, user_one_time_keys_count: { '@a:x': { s: 1 } } }),
    ).toEqual({
      transaction: { events: [] },
      findings: [],
    });
  });

  it('takes __proto__ in an event for data, and touches no prototype (S3)', () => {
    const text = '{"events":[{"type":"a","__proto__":{"polluted":1},"content":{"__proto__":{"polluted":1}}}]}';
    const { transaction } = readTransaction(JSON.parse(text));
    expect(JSON.stringify(transaction)).toBe(text);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('delivers an event that nests deeper than calls can, also under two names (S2 S3)', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const list = `[{"type":"a","content":{"deep":${deep}}}]`;
    const [unstable] = fieldNames.TransactionBody.ephemeral.unstable;
    const body: unknown = JSON.parse(`{"events":[],"ephemeral":${list},"${unstable}":${list}}`);
    const { transaction, findings } = readTransaction(body);
    expect(transaction.ephemeral).toHaveLength(1);
    expect(findings).toEqual([]);
  });

  it('takes a list with more events than a call takes arguments', () => {
    const events = [...Array<unknown>(200_000).fill(event), null];
    expect(readTransaction({ events }).transaction.events).toHaveLength(200_000);
  });

  it('throws nothing but what T6 refuses, and changes nothing, on any JSON (T6)', () => {
    fc.assert(
      fc.property(fc.oneof(mutated(transaction), fc.jsonValue()), (body) => {
        const text = JSON.stringify(body);
        const events: unknown =
          typeof body === 'object' && body !== null ? (body as { events?: unknown }).events : null;
        deepFreeze(body);
        if (Array.isArray(events) && !Array.isArray(body)) {
          const read = readTransaction(body);
          expect(read.transaction.events.length).toBeLessThanOrEqual(events.length);
        } else {
          expect(() => readTransaction(body)).toThrow(PayloadError);
        }
        expect(JSON.stringify(body)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('finds nothing more to say about what it gave out, except what events lack, or have as null (S4)', () => {
    fc.assert(
      fc.property(mutated(transaction), (body) => {
        fc.pre(typeof body === 'object' && body !== null && Array.isArray((body as { events?: unknown }).events));
        const first = readTransaction(body).transaction;
        delete first.user_one_time_keys_count;
        const again = readTransaction(first);
        expect(isSameJson(again.transaction, first)).toBe(true);
        const isOfEvent = ({ code, severity }: Finding): boolean => code === 'incomplete-event' || severity === 'info';
        expect(again.findings.filter((finding) => !isOfEvent(finding))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
