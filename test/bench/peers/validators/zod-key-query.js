import { z } from 'zod';

/** Names that do not begin with `@` are let through with whatever they hold. */
export const userMap = (value) => z.looseRecord(z.string().regex(/^@/), value);
const texts = z.record(z.string(), z.string());
export const object = z.looseObject({});
const signatures = userMap(texts);

const deviceKeys = z.looseObject({
  user_id: z.string().regex(/^@/),
  device_id: z.string(),
  algorithms: z.array(z.string()),
  keys: texts,
  signatures,
  unsigned: z.looseObject({ device_display_name: z.string().optional() }).optional(),
});

const crossSigningKey = z.looseObject({
  user_id: z.string(),
  usage: z.array(z.enum(['master', 'self_signing', 'user_signing'])),
  keys: texts.refine((keys) => Object.keys(keys).length === 1),
  signatures: object.optional(),
});

export const keyQueryResponse = z.looseObject({
  device_keys: userMap(z.record(z.string(), deviceKeys)).optional(),
  master_keys: userMap(crossSigningKey).optional(),
  self_signing_keys: userMap(crossSigningKey).optional(),
  user_signing_keys: userMap(crossSigningKey).optional(),
  failures: z.record(z.string(), object).optional(),
});
