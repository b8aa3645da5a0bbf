import Type from 'typebox';
import { Compile } from 'typebox/compile';

export const peer = 'typebox';

const userMap = (value) => Type.Record(Type.String({ pattern: '^@' }), value);
const map = (value) => Type.Record(Type.String(), value);
const texts = map(Type.String());
const object = Type.Object({});

const deviceKeys = Type.Object({
  user_id: Type.String({ pattern: '^@' }),
  device_id: Type.String(),
  algorithms: Type.Array(Type.String()),
  keys: texts,
  signatures: userMap(texts),
  unsigned: Type.Optional(Type.Object({ device_display_name: Type.Optional(Type.String()) })),
});

const crossSigningKey = Type.Object({
  user_id: Type.String(),
  usage: Type.Array(Type.Enum(['master', 'self_signing', 'user_signing'])),
  keys: Type.Record(Type.String(), Type.String(), { minProperties: 1, maxProperties: 1 }),
  signatures: Type.Optional(object),
});

const keyQueryResponse = Type.Object({
  device_keys: Type.Optional(userMap(map(deviceKeys))),
  master_keys: Type.Optional(userMap(crossSigningKey)),
  self_signing_keys: Type.Optional(userMap(crossSigningKey)),
  user_signing_keys: Type.Optional(userMap(crossSigningKey)),
  failures: Type.Optional(map(object)),
});

const oneTimeKey = Type.Union([
  Type.String(),
  Type.Object({ key: Type.String(), fallback: Type.Optional(Type.Boolean()), signatures: userMap(object) }),
]);

const keyClaimResponse = userMap(map(map(oneTimeKey)));

const clientEvent = Type.Object({
  event_id: Type.String({ pattern: '^\\$' }),
  room_id: Type.String({ pattern: '^!' }),
  type: Type.String(),
  state_key: Type.Optional(Type.String()),
  sender: Type.String({ pattern: '^@' }),
  origin_server_ts: Type.Integer(),
  content: object,
  unsigned: Type.Optional(
    Type.Object({
      age: Type.Optional(Type.Integer()),
      redacted_because: Type.Optional(object),
      transaction_id: Type.Optional(Type.String()),
      prev_content: Type.Optional(object),
      replaces_state: Type.Optional(Type.String({ pattern: '^\\$' })),
      membership: Type.Optional(Type.String()),
    }),
  ),
});

const toDeviceEvent = Type.Object({
  type: Type.String(),
  sender: Type.String(),
  to_user_id: Type.String(),
  to_device_id: Type.String(),
  content: object,
});

const ephemeralEvent = Type.Object({
  type: Type.Optional(Type.String()),
  room_id: Type.Optional(Type.String()),
  sender: Type.Optional(Type.String()),
  content: object,
});

const transactionBody = Type.Object({
  events: Type.Array(clientEvent),
  ephemeral: Type.Optional(Type.Array(ephemeralEvent)),
  to_device: Type.Optional(Type.Array(toDeviceEvent)),
  device_lists: Type.Optional(
    Type.Object({
      changed: Type.Optional(Type.Array(Type.String())),
      left: Type.Optional(Type.Array(Type.String())),
    }),
  ),
  device_one_time_keys_count: Type.Optional(userMap(map(Type.Union([map(Type.Integer()), Type.Integer()])))),
  device_unused_fallback_key_types: Type.Optional(userMap(map(Type.Array(Type.String())))),
});

export function createValidators() {
  const [keyQuery, keyClaim, transaction] = [keyQueryResponse, keyClaimResponse, transactionBody].map((schema) =>
    Compile(schema),
  );
  return {
    keyQuery: (value) => keyQuery.Check(value),
    keyClaim: (value) => keyClaim.Check(value),
    transaction: (value) => transaction.Check(value),
  };
}
