import * as v from 'valibot';

export const peer = 'valibot';

// Its objects and records take arrays too, which has to be refused before they make an object of one.
const isMap = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const object = (entries = {}) => v.pipe(v.custom(isMap), v.looseObject(entries));
const record = (value) => v.pipe(v.custom(isMap), v.record(v.string(), value));
/** Names that do not begin with `@` are let through with whatever they hold; a record would refuse or check them. */
const userMap = (value) =>
  v.custom(
    (map) => isMap(map) && Object.entries(map).every(([name, member]) => !name.startsWith('@') || v.is(value, member)),
  );
const texts = record(v.string());
const signatures = userMap(texts);

const deviceKeys = object({
  user_id: v.pipe(v.string(), v.regex(/^@/)),
  device_id: v.string(),
  algorithms: v.array(v.string()),
  keys: texts,
  signatures,
  unsigned: v.optional(object({ device_display_name: v.optional(v.string()) })),
});

const crossSigningKey = object({
  user_id: v.string(),
  usage: v.array(v.picklist(['master', 'self_signing', 'user_signing'])),
  keys: v.pipe(
    texts,
    v.check((keys) => Object.keys(keys).length === 1),
  ),
  signatures: v.optional(object()),
});

const keyQueryResponse = object({
  device_keys: v.optional(userMap(record(deviceKeys))),
  master_keys: v.optional(userMap(crossSigningKey)),
  self_signing_keys: v.optional(userMap(crossSigningKey)),
  user_signing_keys: v.optional(userMap(crossSigningKey)),
  failures: v.optional(record(object())),
});

const oneTimeKey = v.union([
  v.string(),
  object({ key: v.string(), fallback: v.optional(v.boolean()), signatures: userMap(object()) }),
]);

const keyClaimResponse = userMap(record(record(oneTimeKey)));

const clientEvent = object({
  event_id: v.pipe(v.string(), v.regex(/^\$/)),
  room_id: v.pipe(v.string(), v.regex(/^!/)),
  type: v.string(),
  state_key: v.optional(v.string()),
  sender: v.pipe(v.string(), v.regex(/^@/)),
  origin_server_ts: v.pipe(v.number(), v.integer()),
  content: object(),
  unsigned: v.optional(
    object({
      age: v.optional(v.pipe(v.number(), v.integer())),
      redacted_because: v.optional(object()),
      transaction_id: v.optional(v.string()),
      prev_content: v.optional(object()),
      replaces_state: v.optional(v.pipe(v.string(), v.regex(/^\$/))),
      membership: v.optional(v.string()),
    }),
  ),
});

const toDeviceEvent = object({
  type: v.string(),
  sender: v.string(),
  to_user_id: v.string(),
  to_device_id: v.string(),
  content: object(),
});

const ephemeralEvent = object({
  type: v.optional(v.string()),
  room_id: v.optional(v.string()),
  sender: v.optional(v.string()),
  content: object(),
});

const count = v.pipe(v.number(), v.integer());

const transactionBody = object({
  events: v.array(clientEvent),
  ephemeral: v.optional(v.array(ephemeralEvent)),
  to_device: v.optional(v.array(toDeviceEvent)),
  device_lists: v.optional(object({ changed: v.optional(v.array(v.string())), left: v.optional(v.array(v.string())) })),
  device_one_time_keys_count: v.optional(userMap(record(v.union([record(count), count])))),
  device_unused_fallback_key_types: v.optional(userMap(record(v.array(v.string())))),
});

export function createValidators() {
  return {
    keyQuery: (value) => v.is(keyQueryResponse, value),
    keyClaim: (value) => v.is(keyClaimResponse, value),
    transaction: (value) => v.is(transactionBody, value),
  };
}
