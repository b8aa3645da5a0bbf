import { coldStart } from './groups/cold-start.js';
import { encryption } from './groups/encryption.js';
import { forwarding } from './groups/forwarding.js';
import { growth } from './groups/growth.js';
import { hostile } from './groups/hostile.js';
import { inbox } from './groups/inbox.js';
import { listener } from './groups/listener.js';
import { memory } from './groups/memory.js';
import { merge } from './groups/merge.js';
import { owners } from './groups/owners.js';
import { proxy } from './groups/proxy.js';
import { stores } from './groups/stores.js';
import { tail } from './groups/tail.js';
import { transport } from './groups/transport.js';
import { validate } from './groups/validate.js';
import type { Group } from './harness/group.js';

/** All groups: those with targets in the order of their rows, then those without. */
export const groups: readonly Group[] = [
  listener,
  proxy,
  transport,
  validate,
  merge,
  owners,
  coldStart,
  growth,
  hostile,
  stores,
  encryption,
  inbox,
  forwarding,
  tail,
  memory,
];
