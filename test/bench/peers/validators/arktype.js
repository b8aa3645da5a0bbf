import { scope } from 'arktype';

export const peer = 'arktype';

// An index signature takes arrays too, which a narrowing has to refuse.
const isNoArray = (value) => !Array.isArray(value);

const types = scope({
  plain: ['object', ':', isNoArray],
  texts: [{ '[string]': 'string' }, ':', isNoArray],
  signatures: [{ '[/^@/]': 'texts' }, ':', isNoArray],
  deviceKeys: {
    user_id: '/^@/',
    device_id: 'string',
    algorithms: 'string[]',
    keys: 'texts',
    signatures: 'signatures',
    'unsigned?': [{ 'device_display_name?': 'string' }, ':', isNoArray],
  },
  oneKey: ['texts', ':', (keys) => Object.keys(keys).length === 1],
  crossSigningKey: {
    user_id: 'string',
    usage: "('master' | 'self_signing' | 'user_signing')[]",
    keys: 'oneKey',
    'signatures?': 'plain',
  },
  devices: [{ '[string]': 'deviceKeys' }, ':', isNoArray],
  devicesByUser: [{ '[/^@/]': 'devices' }, ':', isNoArray],
  keysByUser: [{ '[/^@/]': 'crossSigningKey' }, ':', isNoArray],
  failures: [{ '[string]': 'plain' }, ':', isNoArray],
  keyQuery: [
    {
      'device_keys?': 'devicesByUser',
      'master_keys?': 'keysByUser',
      'self_signing_keys?': 'keysByUser',
      'user_signing_keys?': 'keysByUser',
      'failures?': 'failures',
    },
    ':',
    isNoArray,
  ],
  signers: [{ '[/^@/]': 'plain' }, ':', isNoArray],
  oneTimeKey: ['string', '|', { key: 'string', 'fallback?': 'boolean', signatures: 'signers' }],
  oneTimeKeys: [{ '[string]': 'oneTimeKey' }, ':', isNoArray],
  oneTimeKeysByDevice: [{ '[string]': 'oneTimeKeys' }, ':', isNoArray],
  keyClaim: [{ '[/^@/]': 'oneTimeKeysByDevice' }, ':', isNoArray],
  unsigned: [
    {
      'age?': 'number.integer',
      'redacted_because?': 'plain',
      'transaction_id?': 'string',
      'prev_content?': 'plain',
      'replaces_state?': '/^\\$/',
      'membership?': 'string',
    },
    ':',
    isNoArray,
  ],
  clientEvent: {
    event_id: '/^\\$/',
    room_id: '/^!/',
    type: 'string',
    'state_key?': 'string',
    sender: '/^@/',
    origin_server_ts: 'number.integer',
    content: 'plain',
    'unsigned?': 'unsigned',
  },
  toDeviceEvent: {
    type: 'string',
    sender: 'string',
    to_user_id: 'string',
    to_device_id: 'string',
    content: 'plain',
  },
  ephemeralEvent: { 'type?': 'string', 'room_id?': 'string', 'sender?': 'string', content: 'plain' },
  deviceLists: [{ 'changed?': 'string[]', 'left?': 'string[]' }, ':', isNoArray],
  countsOfDevice: [{ '[string]': 'number.integer' }, ':', isNoArray],
  countsOfUser: [{ '[string]': 'countsOfDevice | number.integer' }, ':', isNoArray],
  counts: [{ '[/^@/]': 'countsOfUser' }, ':', isNoArray],
  typesOfUser: [{ '[string]': 'string[]' }, ':', isNoArray],
  fallbackTypes: [{ '[/^@/]': 'typesOfUser' }, ':', isNoArray],
  transaction: {
    events: 'clientEvent[]',
    'ephemeral?': 'ephemeralEvent[]',
    'to_device?': 'toDeviceEvent[]',
    'device_lists?': 'deviceLists',
    'device_one_time_keys_count?': 'counts',
    'device_unused_fallback_key_types?': 'fallbackTypes',
  },
}).export();

export function createValidators() {
  return {
    keyQuery: (value) => types.keyQuery.allows(value),
    keyClaim: (value) => types.keyClaim.allows(value),
    transaction: (value) => types.transaction.allows(value),
  };
}
