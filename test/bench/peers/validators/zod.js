import { z } from 'zod';
import { keyQueryResponse, object, userMap } from './zod-key-query.js';

export const peer = 'zod';

const oneTimeKey = z.union([
  z.string(),
  z.looseObject({ key: z.string(), fallback: z.boolean().optional(), signatures: userMap(object) }),
]);

const keyClaimResponse = userMap(z.record(z.string(), z.record(z.string(), oneTimeKey)));

const clientEvent = z.looseObject({
  event_id: z.string().regex(/^\$/),
  room_id: z.string().regex(/^!/),
  type: z.string(),
  state_key: z.string().optional(),
  sender: z.string().regex(/^@/),
  origin_server_ts: z.int(),
  content: object,
  unsigned: z
    .looseObject({
      age: z.int().optional(),
      redacted_because: object.optional(),
      transaction_id: z.string().optional(),
      prev_content: object.optional(),
      replaces_state: z.string().regex(/^\$/).optional(),
      membership: z.string().optional(),
    })
    .optional(),
});

const toDeviceEvent = z.looseObject({
  type: z.string(),
  sender: z.string(),
  to_user_id: z.string(),
  to_device_id: z.string(),
  content: object,
});

const ephemeralEvent = z.looseObject({
  type: z.string().optional(),
  room_id: z.string().optional(),
  sender: z.string().optional(),
  content: object,
});

const transactionBody = z.looseObject({
  events: z.array(clientEvent),
  ephemeral: z.array(ephemeralEvent).optional(),
  to_device: z.array(toDeviceEvent).optional(),
  device_lists: z
    .looseObject({ changed: z.array(z.string()).optional(), left: z.array(z.string()).optional() })
    .optional(),
  device_one_time_keys_count: userMap(
    z.record(z.string(), z.union([z.record(z.string(), z.int()), z.int()])),
  ).optional(),
  device_unused_fallback_key_types: userMap(z.record(z.string(), z.array(z.string()))).optional(),
});

export function createValidators() {
  return {
    keyQuery: (value) => keyQueryResponse.safeParse(value).success,
    keyClaim: (value) => keyClaimResponse.safeParse(value).success,
    transaction: (value) => transactionBody.safeParse(value).success,
  };
}
