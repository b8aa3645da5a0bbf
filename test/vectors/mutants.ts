import { isObject, type Json, type JsonObject } from '../../scripts/generate/json.js';
import type { AnswerInput, ClaimInput, MergeInput, NegotiationInput, OwnersInput } from './subjects.js';
import { subjects, type Subject } from './subjects.js';

/** Makes of the package one with a fault that was seen somewhere, or could have been. */
type Mutant = (right: (input: unknown) => unknown) => Subject;

/** By files of vectors, faults that these have to find. */
export const mutants: Readonly<Record<string, Readonly<Record<string, Mutant>>>> = {
  'reading-transactions': {
    'reads the unstable name first': (right) => (body: Json) => right(renamed(body, swapped)),
    'joins the lists of both names': (right) => (body: Json) => right(joined(body)),
    'does not know the older spelling of counts': (right) => (body: Json) =>
      right(renamed(body, (name) => name.replace(/key_counts$/, 'key_countz'))),
    'gives empty fields no place': (right) => (body: Json) =>
      changed(right(body), 'transaction', (value) => withoutEmpty(value)),
    'makes devices of algorithms': (right) => (body: Json) =>
      changed(right(body), 'transaction', ({ user_one_time_keys_count: counts, ...others }) =>
        counts === undefined ? others : { ...others, device_one_time_keys_count: counts },
      ),
    'does not know removed': (right) => (body: Json) => right(replaced(body, '"removed"', '"gone"')),
    'does not know edu_type': (right) => (body: Json) => right(replaced(body, '"edu_type"', '"kind"')),
    'refuses a transaction for one bad event': (right) => (body: Json) => {
      const result = right(body) as JsonObject;
      const fault = (result['reports'] as string[] | undefined)?.find((pointer) => pointer.startsWith('/events/'));
      return fault === undefined ? result : { refusedAt: fault };
    },
    'reads a name that never existed': (right) => (body: Json) =>
      right(renamed(body, (name) => (name === 'org.matrix.msc3202.to_device' ? 'to_device' : name))),
    'says nothing of names that it does not read': (right) => (body: Json) => {
      const result = right(body) as JsonObject;
      const reports = (result['reports'] as string[] | undefined) ?? [];
      return { ...result, reports: reports.filter((pointer) => !/msc4203|msc2409\.device_lists/.test(pointer)) };
    },
    'takes null out of content': (right) => (body: Json) => right(withoutNull(body)),
    'takes a body without events': (right) => (body: Json) => right(isObject(body) ? { events: [], ...body } : body),
  },
  'merging-key-queries': {
    'merges devices field by field': () => (input: MergeInput) => folded(input, mergeDeep),
    'assigns whole maps': () => (input: MergeInput) => folded(input, (a, b) => ({ ...a, ...onlyMaps(b) })),
    'assigns whole users': () => (input: MergeInput) =>
      folded(input, (a, b) => ({
        ...a,
        ...mapValues(onlyMaps(b), (map, name) => ({ ...objectOf(a[name]), ...objectOf(map) })),
      })),
    'lets the homeserver win':
      (right) =>
      ({ homeserver, appservices }: MergeInput) =>
        right({ homeserver: right({ homeserver: {}, appservices }), appservices: [homeserver] }),
    'forgets all but the last':
      (right) =>
      ({ homeserver, appservices }: MergeInput) =>
        right({ homeserver, appservices: appservices.slice(-1) }),
    'takes failures from anybody': (right) => (input: MergeInput) => ({
      ...(right(input) as object),
      ...Object.fromEntries(
        input.appservices.flatMap((each) => Object.entries(each).filter(([name]) => name === 'failures')),
      ),
    }),
    'takes unknown fields of devices away': (right) => (input: MergeInput) =>
      replaced(right(input), /,"org\.example\.unknown":\{[^}]*\}/, ''),
    'takes any name for a user': (right) => (input: MergeInput) => {
      const result = right(input) as { device_keys?: object };
      const [first] = input.appservices;
      return { ...result, device_keys: { ...first?.device_keys, ...result.device_keys } };
    },
    'drops an answer about a user without devices': (right) => (input: MergeInput) =>
      withoutEmpty(right(input) as JsonObject, 2),
  },
  'restricting-key-queries': {
    'restricts nothing':
      () =>
      ({ answer }: { answer: Json }) => ({ answer: isObject(answer) ? answer : {}, dropped: [] }),
    'looks at users alone':
      (right) =>
      ({ query, answer }: { query: object; answer: Json }) =>
        right({ query: mapValues(query, () => []), answer }),
    'looks at devices of the prototype':
      (right) =>
      ({ query, answer }: { query: object; answer: Json }) =>
        right({ query: { ...query, constructor: [] }, answer }) &&
        right({ query: mapValues(query, (list) => [...(list as string[]), 'toString']), answer }),
    'drops what has a null':
      (right) =>
      ({ query, answer }: { query: object; answer: Json }) =>
        right({ query, answer: replaced(answer, '"unsigned":null', '"unsigned":1') }),
    'refuses all for one bad entry': (right) => (input: never) => {
      const result = right(input) as { dropped: unknown[] };
      return result.dropped.length === 0 ? result : { ...result, answer: {} };
    },
    'believes the names in an entry': (right) => (input: { answer: Json }) =>
      right({
        ...input,
        answer: replaced(input.answer, '"device_id":"D"', '"device_id":"E"'),
      }),
  },
  'viewing-key-queries': {
    'cuts nothing':
      () =>
      ({ response }: { response: Json }) =>
        response,
    'takes another server for its user':
      (right) =>
      ({ response }: { response: Json }) =>
        right({ response, viewer: { userId: '@ann:x' } }),
    'never gives the name of a device':
      (right) =>
      ({ response }: { response: Json }) =>
        right({ response, viewer: { serverName: 'remote.example' } }),
    'cuts the impersonator': (right) => (input: never) => replaced(right(input), /"@bot:x":\{"ed25519:B":"s"\},/, ''),
  },
  'claiming-keys': {
    'asks for everything': (right) => (input: ClaimInput) => ({ ...(right(input) as object), asked: input.claim }),
    'asks only for devices without any key': (right) => (input: ClaimInput) => {
      const result = right(input) as { asked: Record<string, Record<string, unknown>> };
      const asked = mapValues(result.asked, (devices, user) =>
        Object.fromEntries(
          Object.entries(devices as object).filter(
            ([device]) => input.homeserver[user as `@${string}`]?.[device] === undefined,
          ),
        ),
      );
      return { ...result, asked: withoutEmpty(asked) };
    },
    'restricts nothing': (right) => (input: ClaimInput) => ({ ...(right(input) as object), dropped: [] }),
    'counts a fallback key': (right) => (input: ClaimInput) => right(replaced(input, '"fallback":true,', '')),
    'counts by the beginning of a name': (right) => (input: ClaimInput) =>
      right(replaced(input, 'signed_curve25519:B', 'signed:B')),
    'lets the application service win': (right) => (input: ClaimInput) => replaced(right(input), 'ours', 'theirs'),
    'takes unknown fields of keys away': (right) => (input: ClaimInput) =>
      replaced(right(input), /,"org\.example\.more":\[1\]/, ''),
  },
  'recognising-unknown-routes': {
    'looks at the status alone':
      () =>
      ({ status }: AnswerInput) =>
        status === 404 || status === 405,
    'looks at the errcode alone':
      () =>
      ({ body }: AnswerInput) =>
        body.includes('M_UNRECOGNIZED'),
    'takes every 404 without an errcode for unknown': (right) => (input: AnswerInput) =>
      right(input) === true || (input.status === 404 && input.body === '{}'),
    'does not know 400': (right) => (input: AnswerInput) => input.status !== 400 && right(input) === true,
    'needs a JSON object': (right) => (input: AnswerInput) => input.body.startsWith('{') && right(input) === true,
  },
  'negotiating-paths': {
    'asks both paths always': (right) => async (input: NegotiationInput) =>
      ((await right(input)) as object[]).map((each) => ({ ...each, asked: ['unstable', 'stable'] })),
    'remembers nothing': (right) => async (input: NegotiationInput) =>
      (await Promise.all(input.answers.map((answer) => right({ ...input, answers: [answer] })))).flat(),
    'tries the other path after an error': (right) => (input: NegotiationInput) =>
      right(replaced(input, '"status":500', '"status":404')),
    'takes no preference':
      (right) =>
      ({ answers }: NegotiationInput) =>
        right({ answers }),
    'asks the stable path first': (right) => (input: NegotiationInput) => right({ prefer: 'stable', ...input }),
  },
  'owning-users': {
    'anchors the end as well': (right) => (input: OwnersInput) => right(withRegex(input, (regex) => `(?:${regex})$`)),
    'anchors the first alternative only': (right) => (input: OwnersInput) =>
      right(withRegex(input, (regex) => regex.replace('|', '|.*'))),
    'anchors nothing': (right) => (input: OwnersInput) => right(withRegex(input, (regex) => `.*(?:${regex})`)),
    'ignores exclusive': (right) => (input: OwnersInput) =>
      right(replaced(input, '"exclusive":false', '"exclusive":true')),
    'lets the last one win': (right) => (input: OwnersInput) =>
      right({ ...input, registrations: [...input.registrations].reverse() }),
    'ignores the sender': (right) => (input: OwnersInput) =>
      right({ ...input, registrations: input.registrations.map((each) => ({ ...each, sender_localpart: '-' })) }),
    'owns users of other servers': (right) => (input: OwnersInput) => right(replaced(input, ':y', ':x')),
    'looks at the first namespace alone': (right) => (input: OwnersInput) =>
      right({
        ...input,
        registrations: input.registrations.map(({ namespaces, ...each }) => ({
          ...each,
          namespaces: { users: (namespaces.users ?? []).slice(0, 1) },
        })),
      }),
  },
  'canonical-json': {
    'sorts by UTF-16 unit': () => (text: string) =>
      written(text, (object) => Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1))),
    'sorts nothing': () => (text: string) => written(text, (object) => Object.entries(object)),
    'escapes what is not ASCII': (right) => (text: string) => replaced(right(text), 'é', '\\\\u00e9'),
    'takes the last of two equal names': (right) => (text: string) =>
      right(JSON.stringify(isParsed(text) ? JSON.parse(text) : null)),
    'writes numbers as they came': (right) => (text: string) =>
      text.includes('1e10') ? { canonical: '{"a":-0,"b":1e10,"c":20.0}' } : right(text),
    'refuses no large number': (right) => (text: string) =>
      /\[-?9007199254740992\]/.test(text) ? { canonical: text } : right(text),
  },
  'signing-json': {
    'signs unsigned too': (right) => (input: { object: JsonObject }) =>
      right({ ...input, object: { ...input.object, seen: input.object['unsigned'] ?? 1 } }),
    'forgets other signatures': (right) => async (input: never) => {
      const { signatures, ...signed } = (await right(input)) as JsonObject;
      return { ...signed, signatures: Object.fromEntries(Object.entries(objectOf(signatures)).slice(-1)) };
    },
  },
  'verifying-signatures': {
    'believes everything': () => () => true,
    'believes nothing': () => () => false,
    'looks for one signature alone': (right) => (input: { keys: object }) =>
      right({ ...input, keys: Object.fromEntries(Object.entries(input.keys).slice(0, 1)) }),
    'takes no padding': (right) => (input: never) => !JSON.stringify(input).includes('=="') && right(input),
  },
  'verifying-devices': {
    'believes everything': () => () => 'valid',
    'believes an embedded key': (right) => async (input: never) =>
      (await right(input)) === 'invalid' ? 'invalid' : 'valid',
    'does not know impersonators': (right) => (input: never) =>
      JSON.stringify(input).includes('impersonator') ? 'invalid' : right(input),
    'needs no signature of the owner': (right) => (input: { keyQuery?: JsonObject }) =>
      right({ ...input, keyQuery: { device_keys: input.keyQuery?.['device_keys'] ?? {} } }),
    'does not look at names': (right) => (input: object) => right({ ...input, userId: '@ann:x', deviceId: 'PHONE' }),
  },
  'verifying-cross-signing': {
    'takes the master key for a signer of devices': (right) => async (input: never) =>
      crossSigned(await right(input), true),
    'never sees a cross-signature': (right) => async (input: never) => crossSigned(await right(input), false),
  },
  'verifying-requests': {
    'believes everything': () => () => ({ origin: 'origin.x' }),
    'needs a destination': (right) => (input: { authorization: string[] }) =>
      input.authorization.join().includes('destination') ? right(input) : { refused: 401 },
    'decodes the target': (right) => (input: { target: string }) =>
      right({ ...input, target: decodeURIComponent(input.target) }),
    'reads one header': (right) => (input: { authorization: string[] }) =>
      right({ ...input, authorization: input.authorization.slice(0, 1) }),
    'knows no expiry': (right) => (input: object) => right({ ...input, nowMs: 0 }),
    'ignores the body':
      (right) =>
      ({ body: _, ...input }: { body?: string }) =>
        right(input),
    'is strict about case': (right) => (input: { authorization: string[] }) =>
      input.authorization.join().includes('x-matrix') ? { refused: 401 } : right(input),
  },
};

/** Returns the package for a file of vectors, with a fault. */
export function mutated(file: string, mutant: Mutant): Subject {
  const right = subjects[file] as (input: unknown) => unknown;
  return mutant(right);
}

function renamed(body: Json, rename: (name: string) => string): Json {
  if (!isObject(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [rename(name), value]));
}

function swapped(name: string): string {
  const pairs: [string, string][] = [
    ['to_device', 'de.sorunome.msc2409.to_device'],
    ['device_lists', 'org.matrix.msc3202.device_lists'],
  ];
  const [stable, unstable] = pairs.find((pair) => pair.includes(name)) ?? [name, name];
  return name === stable ? unstable : stable;
}

function joined(body: Json): Json {
  if (!isObject(body)) return body;
  const other = body['de.sorunome.msc2409.to_device'];
  return Array.isArray(body['to_device']) && Array.isArray(other)
    ? { ...body, to_device: [...body['to_device'], ...other] }
    : body;
}

function changed(result: unknown, field: string, change: (value: JsonObject) => JsonObject): unknown {
  const object = result as JsonObject;
  return isObject(object[field]) ? { ...object, [field]: change(object[field]) } : object;
}

function withoutEmpty(object: JsonObject, levels = 1): JsonObject {
  const kept = Object.entries(object).filter(([, value]) => !(isObject(value) && Object.keys(value).length === 0));
  const deeper = kept.map(
    ([name, value]) => [name, levels > 1 && isObject(value) ? withoutEmpty(value, levels - 1) : value] as const,
  );
  return Object.fromEntries(deeper);
}

function withoutNull(value: Json): Json {
  if (Array.isArray(value)) return value.filter((each) => each !== null).map(withoutNull);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => (each === null ? [] : [[name, withoutNull(each)]])),
  );
}

function folded(
  { homeserver, appservices }: MergeInput,
  merge: (a: JsonObject, b: JsonObject) => JsonObject,
): JsonObject {
  return (appservices as unknown as JsonObject[]).reduce(merge, homeserver as unknown as JsonObject);
}

function mergeDeep(a: JsonObject, b: JsonObject): JsonObject {
  const merged = Object.entries(b).map(([name, value]): [string, Json] => {
    const other = Object.hasOwn(a, name) ? a[name] : undefined;
    return [name, isObject(value) && isObject(other) ? mergeDeep(other, value) : value];
  });
  return { ...a, ...Object.fromEntries(merged) };
}

function onlyMaps(answer: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(answer).filter(([name]) => name.endsWith('_keys')));
}

function mapValues(object: object, change: (value: Json, name: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value as Json, name)]));
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function withRegex(input: OwnersInput, change: (regex: string) => string): unknown {
  return JSON.parse(JSON.stringify(input), (name, value: unknown) =>
    name === 'regex' ? change(String(value)) : value,
  );
}

/** Writes JSON with the fields in some order. */
function written(text: string, order: (object: JsonObject) => [string, Json][]): unknown {
  const write = (value: Json): string => {
    if (Array.isArray(value)) return `[${value.map(write).join()}]`;
    if (!isObject(value)) return JSON.stringify(value);
    return `{${order(value)
      .map(([name, each]) => `${JSON.stringify(name)}:${write(each)}`)
      .join()}}`;
  };
  return isParsed(text) ? { canonical: write(JSON.parse(text) as Json) } : { refused: true };
}

function isParsed(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function crossSigned(result: unknown, verdict: boolean): unknown {
  return JSON.parse(
    JSON.stringify(result).replaceAll(`"crossSigned":${String(!verdict)}`, `"crossSigned":${String(verdict)}`),
  );
}

/** A copy in which a piece of the JSON text is another one, everywhere if it is a string. */
function replaced(value: unknown, from: string | RegExp, to: string): Json {
  const text = JSON.stringify(value);
  return JSON.parse(typeof from === 'string' ? text.replaceAll(from, to) : text.replace(from, to)) as Json;
}
