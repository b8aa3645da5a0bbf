import { coldStart } from './groups/cold-start.js';
import { growth } from './groups/growth.js';
import { listener } from './groups/listener.js';
import { merge } from './groups/merge.js';
import { owners } from './groups/owners.js';
import { validate } from './groups/validate.js';
import type { Group } from './harness/group.js';

/** All groups, in the order of the targets. */
export const groups: readonly Group[] = [validate, coldStart, merge, listener, owners, growth];
