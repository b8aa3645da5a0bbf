// Generated from openapi/*/*.yaml by `npm run generate`. Change the source, not this file.

import { fault, isObject, mismatch, missing, within, type Fault } from './faults.js';

export function validateAccountData(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  return undefined;
}

export function validateAppservicePingError(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const errcode = value['errcode'];
  if (errcode === undefined) return missing('errcode');
  if (typeof errcode !== 'string') return mismatch(errcode, 'string', 'errcode');
  if (errcode !== 'M_BAD_STATUS' && errcode !== 'M_CONNECTION_FAILED') return fault('must be one of ["M_BAD_STATUS","M_CONNECTION_FAILED"]', 'errcode');
  const error = value['error'];
  if (error !== undefined) {
    if (typeof error !== 'string') return mismatch(error, 'string', 'error');
  }
  const status = value['status'];
  if (status !== undefined) {
    if (!Number.isInteger(status)) return mismatch(status, 'integer', 'status');
  }
  const body = value['body'];
  if (body !== undefined) {
    if (typeof body !== 'string') return mismatch(body, 'string', 'body');
  }
  return undefined;
}

export function validateAppservicePingRequest(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const transactionId = value['transaction_id'];
  if (transactionId !== undefined) {
    if (typeof transactionId !== 'string') return mismatch(transactionId, 'string', 'transaction_id');
  }
  return undefined;
}

export function validateAppservicePingResponse(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const durationMs = value['duration_ms'];
  if (durationMs === undefined) return missing('duration_ms');
  if (!Number.isInteger(durationMs)) return mismatch(durationMs, 'integer', 'duration_ms');
  return undefined;
}

export function validateAuthenticationData(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const type = value['type'];
  if (type !== undefined) {
    if (typeof type !== 'string') return mismatch(type, 'string', 'type');
  }
  const session = value['session'];
  if (session !== undefined) {
    if (typeof session !== 'string') return mismatch(session, 'string', 'session');
  }
  return undefined;
}

export function validateClientEvent(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const eventId = value['event_id'];
  if (eventId === undefined) return missing('event_id');
  const roomId = value['room_id'];
  if (roomId === undefined) return missing('room_id');
  const type = value['type'];
  if (type === undefined) return missing('type');
  const sender = value['sender'];
  if (sender === undefined) return missing('sender');
  const originServerTs = value['origin_server_ts'];
  if (originServerTs === undefined) return missing('origin_server_ts');
  const content = value['content'];
  if (content === undefined) return missing('content');
  if (typeof eventId !== 'string') return mismatch(eventId, 'string', 'event_id');
  if (eventId.charCodeAt(0) !== 36) return fault('must match pattern "^\\\\$"', 'event_id');
  if (typeof roomId !== 'string') return mismatch(roomId, 'string', 'room_id');
  if (roomId.charCodeAt(0) !== 33) return fault('must match pattern "^!"', 'room_id');
  if (typeof type !== 'string') return mismatch(type, 'string', 'type');
  const stateKey = value['state_key'];
  if (stateKey !== undefined) {
    if (typeof stateKey !== 'string') return mismatch(stateKey, 'string', 'state_key');
  }
  if (typeof sender !== 'string') return mismatch(sender, 'string', 'sender');
  if (sender.charCodeAt(0) !== 64) return fault('must match pattern "^@"', 'sender');
  if (!Number.isInteger(originServerTs)) return mismatch(originServerTs, 'integer', 'origin_server_ts');
  if (!isObject(content)) return mismatch(content, 'object', 'content');
  const unsigned = value['unsigned'];
  if (unsigned !== undefined) {
    if (!isObject(unsigned)) return mismatch(unsigned, 'object', 'unsigned');
    const age = unsigned['age'];
    if (age !== undefined) {
      if (!Number.isInteger(age)) return mismatch(age, 'integer', 'unsigned', 'age');
    }
    const redactedBecause = unsigned['redacted_because'];
    if (redactedBecause !== undefined) {
      if (!isObject(redactedBecause)) return mismatch(redactedBecause, 'object', 'unsigned', 'redacted_because');
    }
    const transactionId = unsigned['transaction_id'];
    if (transactionId !== undefined) {
      if (typeof transactionId !== 'string') return mismatch(transactionId, 'string', 'unsigned', 'transaction_id');
    }
    const prevContent = unsigned['prev_content'];
    if (prevContent !== undefined) {
      if (!isObject(prevContent)) return mismatch(prevContent, 'object', 'unsigned', 'prev_content');
    }
    const replacesState = unsigned['replaces_state'];
    if (replacesState !== undefined) {
      if (typeof replacesState !== 'string') return mismatch(replacesState, 'string', 'unsigned', 'replaces_state');
      if (replacesState.charCodeAt(0) !== 36) return fault('must match pattern "^\\\\$"', 'unsigned', 'replaces_state');
    }
    const membership = unsigned['membership'];
    if (membership !== undefined) {
      if (typeof membership !== 'string') return mismatch(membership, 'string', 'unsigned', 'membership');
    }
  }
  return undefined;
}

export function validateClientKeyClaim(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const oneTimeKeys = value['one_time_keys'];
  if (oneTimeKeys === undefined) return missing('one_time_keys');
  const timeout = value['timeout'];
  if (timeout !== undefined) {
    if (!Number.isInteger(timeout)) return mismatch(timeout, 'integer', 'timeout');
  }
  const found = validateSingleKeyClaim(oneTimeKeys);
  if (found) return within(found, 'one_time_keys');
  return undefined;
}

export function validateClientKeyClaimResponse(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const oneTimeKeys = value['one_time_keys'];
  if (oneTimeKeys === undefined) return missing('one_time_keys');
  const failures = value['failures'];
  if (failures !== undefined) {
    if (!isObject(failures)) return mismatch(failures, 'object', 'failures');
    for (const name in failures) {
      const entry = failures[name];
      if (!isObject(entry)) return mismatch(entry, 'object', 'failures', name);
    }
  }
  const found = validateKeyClaimResponse(oneTimeKeys);
  if (found) return within(found, 'one_time_keys');
  return undefined;
}

export function validateClientKeyQuery(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const deviceKeys = value['device_keys'];
  if (deviceKeys === undefined) return missing('device_keys');
  const timeout = value['timeout'];
  if (timeout !== undefined) {
    if (!Number.isInteger(timeout)) return mismatch(timeout, 'integer', 'timeout');
  }
  const found = validateKeyQuery(deviceKeys);
  if (found) return within(found, 'device_keys');
  return undefined;
}

export function validateClientSeveralKeysClaim(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const oneTimeKeys = value['one_time_keys'];
  if (oneTimeKeys === undefined) return missing('one_time_keys');
  const timeout = value['timeout'];
  if (timeout !== undefined) {
    if (!Number.isInteger(timeout)) return mismatch(timeout, 'integer', 'timeout');
  }
  const found = validateKeyClaim(oneTimeKeys);
  if (found) return within(found, 'one_time_keys');
  return undefined;
}

export function validateContentUri(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const contentUri = value['content_uri'];
  if (contentUri === undefined) return missing('content_uri');
  if (typeof contentUri !== 'string') return mismatch(contentUri, 'string', 'content_uri');
  if (contentUri.charCodeAt(0) !== 109) return fault('must match pattern "^m"', 'content_uri');
  return undefined;
}

export function validateCrossSigningKey(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const userId = value['user_id'];
  if (userId === undefined) return missing('user_id');
  const usage = value['usage'];
  if (usage === undefined) return missing('usage');
  const keys = value['keys'];
  if (keys === undefined) return missing('keys');
  if (typeof userId !== 'string') return mismatch(userId, 'string', 'user_id');
  if (!Array.isArray(usage)) return mismatch(usage, 'array', 'usage');
  for (let index = 0; index < usage.length; index++) {
    const item: unknown = usage[index];
    if (typeof item !== 'string') return mismatch(item, 'string', 'usage', index);
    if (item !== 'master' && item !== 'self_signing' && item !== 'user_signing') return fault('must be one of ["master","self_signing","user_signing"]', 'usage', index);
  }
  if (!isObject(keys)) return mismatch(keys, 'object', 'keys');
  let count = 0;
  for (const name in keys) {
    count++;
    const entry = keys[name];
    if (typeof entry !== 'string') return mismatch(entry, 'string', 'keys', name);
  }
  if (count < 1) return fault('must NOT have fewer than 1 properties', 'keys');
  if (count > 1) return fault('must NOT have more than 1 properties', 'keys');
  const signatures = value['signatures'];
  if (signatures !== undefined) {
    if (!isObject(signatures)) return mismatch(signatures, 'object', 'signatures');
  }
  return undefined;
}

export function validateCrossSigningKeyUpload(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const masterKey = value['master_key'];
  if (masterKey !== undefined) {
    const found = validateCrossSigningKey(masterKey);
    if (found) return within(found, 'master_key');
  }
  const selfSigningKey = value['self_signing_key'];
  if (selfSigningKey !== undefined) {
    const found2 = validateCrossSigningKey(selfSigningKey);
    if (found2) return within(found2, 'self_signing_key');
  }
  const userSigningKey = value['user_signing_key'];
  if (userSigningKey !== undefined) {
    const found3 = validateCrossSigningKey(userSigningKey);
    if (found3) return within(found3, 'user_signing_key');
  }
  const auth = value['auth'];
  if (auth !== undefined) {
    const found4 = validateAuthenticationData(auth);
    if (found4) return within(found4, 'auth');
  }
  return undefined;
}

export function validateCrossSigningKeysByUser(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  for (const name in value) {
    if (name.charCodeAt(0) === 64) {
      const entry = value[name];
      const found = validateCrossSigningKey(entry);
      if (found) return within(found, name);
    }
  }
  return undefined;
}

export function validateDevice(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const deviceId = value['device_id'];
  if (deviceId === undefined) return missing('device_id');
  if (typeof deviceId !== 'string') return mismatch(deviceId, 'string', 'device_id');
  const displayName = value['display_name'];
  if (displayName !== undefined) {
    if (typeof displayName !== 'string') return mismatch(displayName, 'string', 'display_name');
  }
  const lastSeenIp = value['last_seen_ip'];
  if (lastSeenIp !== undefined) {
    if (typeof lastSeenIp !== 'string') return mismatch(lastSeenIp, 'string', 'last_seen_ip');
  }
  const lastSeenTs = value['last_seen_ts'];
  if (lastSeenTs !== undefined) {
    if (!Number.isInteger(lastSeenTs)) return mismatch(lastSeenTs, 'integer', 'last_seen_ts');
  }
  return undefined;
}

export function validateDeviceDeletion(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const auth = value['auth'];
  if (auth !== undefined) {
    const found = validateAuthenticationData(auth);
    if (found) return within(found, 'auth');
  }
  return undefined;
}

export function validateDeviceKeys(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const userId = value['user_id'];
  if (userId === undefined) return missing('user_id');
  const deviceId = value['device_id'];
  if (deviceId === undefined) return missing('device_id');
  const algorithms = value['algorithms'];
  if (algorithms === undefined) return missing('algorithms');
  const keys = value['keys'];
  if (keys === undefined) return missing('keys');
  const signatures = value['signatures'];
  if (signatures === undefined) return missing('signatures');
  if (typeof userId !== 'string') return mismatch(userId, 'string', 'user_id');
  if (userId.charCodeAt(0) !== 64) return fault('must match pattern "^@"', 'user_id');
  if (typeof deviceId !== 'string') return mismatch(deviceId, 'string', 'device_id');
  if (!Array.isArray(algorithms)) return mismatch(algorithms, 'array', 'algorithms');
  for (let index = 0; index < algorithms.length; index++) {
    const item: unknown = algorithms[index];
    if (typeof item !== 'string') return mismatch(item, 'string', 'algorithms', index);
  }
  if (!isObject(keys)) return mismatch(keys, 'object', 'keys');
  for (const name in keys) {
    const entry = keys[name];
    if (typeof entry !== 'string') return mismatch(entry, 'string', 'keys', name);
  }
  const impersonator = value['impersonator'];
  if (impersonator !== undefined) {
    const found = validateImpersonator(impersonator);
    if (found) return within(found, 'impersonator');
  }
  const found2 = validateSignatures(signatures);
  if (found2) return within(found2, 'signatures');
  const unsigned = value['unsigned'];
  if (unsigned !== undefined) {
    if (!isObject(unsigned)) return mismatch(unsigned, 'object', 'unsigned');
    const deviceDisplayName = unsigned['device_display_name'];
    if (deviceDisplayName !== undefined) {
      if (typeof deviceDisplayName !== 'string') return mismatch(deviceDisplayName, 'string', 'unsigned', 'device_display_name');
    }
  }
  const impersonator2 = value['fi.mau.msc4350.impersonator'];
  if (impersonator2 !== undefined) {
    const found3 = validateImpersonator(impersonator2);
    if (found3) return within(found3, 'fi.mau.msc4350.impersonator');
  }
  return undefined;
}

export function validateDeviceKeysByUser(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  for (const name in value) {
    if (name.charCodeAt(0) === 64) {
      const entry = value[name];
      if (!isObject(entry)) return mismatch(entry, 'object', name);
      for (const name2 in entry) {
        const entry2 = entry[name2];
        const found = validateDeviceKeys(entry2);
        if (found) return within(found, name, name2);
      }
    }
  }
  return undefined;
}

export function validateDeviceLists(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const changed = value['changed'];
  if (changed !== undefined) {
    if (!Array.isArray(changed)) return mismatch(changed, 'array', 'changed');
    for (let index = 0; index < changed.length; index++) {
      const item: unknown = changed[index];
      if (typeof item !== 'string') return mismatch(item, 'string', 'changed', index);
    }
  }
  const left = value['left'];
  if (left !== undefined) {
    if (!Array.isArray(left)) return mismatch(left, 'array', 'left');
    for (let index2 = 0; index2 < left.length; index2++) {
      const item2: unknown = left[index2];
      if (typeof item2 !== 'string') return mismatch(item2, 'string', 'left', index2);
    }
  }
  const removed = value['removed'];
  if (removed !== undefined) {
    if (!Array.isArray(removed)) return mismatch(removed, 'array', 'removed');
    for (let index3 = 0; index3 < removed.length; index3++) {
      const item3: unknown = removed[index3];
      if (typeof item3 !== 'string') return mismatch(item3, 'string', 'removed', index3);
    }
  }
  return undefined;
}

export function validateDeviceOneTimeKeysCount(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  for (const name in value) {
    if (name.charCodeAt(0) === 64) {
      const entry = value[name];
      if (!isObject(entry)) return mismatch(entry, 'object', name);
      for (const name2 in entry) {
        const entry2 = entry[name2];
        if (isObject(entry2)) {
          for (const name3 in entry2) {
            const entry3 = entry2[name3];
            if (!Number.isInteger(entry3)) return mismatch(entry3, 'integer', name, name2, name3);
          }
        } else if (!Number.isInteger(entry2)) return mismatch(entry2, 'object or integer', name, name2);
      }
    }
  }
  return undefined;
}

export function validateDeviceUnusedFallbackKeyTypes(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  for (const name in value) {
    if (name.charCodeAt(0) === 64) {
      const entry = value[name];
      if (!isObject(entry)) return mismatch(entry, 'object', name);
      for (const name2 in entry) {
        const entry2 = entry[name2];
        if (!Array.isArray(entry2)) return mismatch(entry2, 'array', name, name2);
        for (let index = 0; index < entry2.length; index++) {
          const item: unknown = entry2[index];
          if (typeof item !== 'string') return mismatch(item, 'string', name, name2, index);
        }
      }
    }
  }
  return undefined;
}

export function validateDeviceUpdate(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const displayName = value['display_name'];
  if (displayName !== undefined) {
    if (typeof displayName !== 'string') return mismatch(displayName, 'string', 'display_name');
  }
  return undefined;
}

export function validateDevices(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const devices = value['devices'];
  if (devices !== undefined) {
    if (!Array.isArray(devices)) return mismatch(devices, 'array', 'devices');
    for (let index = 0; index < devices.length; index++) {
      const item: unknown = devices[index];
      const found = validateDevice(item);
      if (found) return within(found, 'devices', index);
    }
  }
  return undefined;
}

export function validateEmptyObject(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  return undefined;
}

export function validateEphemeralEvent(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const content = value['content'];
  if (content === undefined) return missing('content');
  const type = value['type'];
  if (type !== undefined) {
    if (typeof type !== 'string') return mismatch(type, 'string', 'type');
  }
  const roomId = value['room_id'];
  if (roomId !== undefined) {
    if (typeof roomId !== 'string') return mismatch(roomId, 'string', 'room_id');
  }
  const sender = value['sender'];
  if (sender !== undefined) {
    if (typeof sender !== 'string') return mismatch(sender, 'string', 'sender');
  }
  if (!isObject(content)) return mismatch(content, 'object', 'content');
  const eduType = value['edu_type'];
  if (eduType !== undefined) {
    if (typeof eduType !== 'string') return mismatch(eduType, 'string', 'edu_type');
  }
  return undefined;
}

export function validateEventContent(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  return undefined;
}

export function validateEventId(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const eventId = value['event_id'];
  if (eventId === undefined) return missing('event_id');
  if (typeof eventId !== 'string') return mismatch(eventId, 'string', 'event_id');
  if (eventId.charCodeAt(0) !== 36) return fault('must match pattern "^\\\\$"', 'event_id');
  return undefined;
}

export function validateFederationKeyClaim(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const oneTimeKeys = value['one_time_keys'];
  if (oneTimeKeys === undefined) return missing('one_time_keys');
  const found = validateSingleKeyClaim(oneTimeKeys);
  if (found) return within(found, 'one_time_keys');
  return undefined;
}

export function validateFederationKeyClaimResponse(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const oneTimeKeys = value['one_time_keys'];
  if (oneTimeKeys === undefined) return missing('one_time_keys');
  const found = validateKeyClaimResponse(oneTimeKeys);
  if (found) return within(found, 'one_time_keys');
  return undefined;
}

export function validateFederationKeyQuery(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const deviceKeys = value['device_keys'];
  if (deviceKeys === undefined) return missing('device_keys');
  const found = validateKeyQuery(deviceKeys);
  if (found) return within(found, 'device_keys');
  return undefined;
}

export function validateFederationKeyQueryResponse(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const deviceKeys = value['device_keys'];
  if (deviceKeys === undefined) return missing('device_keys');
  const found = validateDeviceKeysByUser(deviceKeys);
  if (found) return within(found, 'device_keys');
  const masterKeys = value['master_keys'];
  if (masterKeys !== undefined) {
    const found2 = validateCrossSigningKeysByUser(masterKeys);
    if (found2) return within(found2, 'master_keys');
  }
  const selfSigningKeys = value['self_signing_keys'];
  if (selfSigningKeys !== undefined) {
    const found3 = validateCrossSigningKeysByUser(selfSigningKeys);
    if (found3) return within(found3, 'self_signing_keys');
  }
  return undefined;
}

export function validateFederationSeveralKeysClaim(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const oneTimeKeys = value['one_time_keys'];
  if (oneTimeKeys === undefined) return missing('one_time_keys');
  const found = validateKeyClaim(oneTimeKeys);
  if (found) return within(found, 'one_time_keys');
  return undefined;
}

export function validateImpersonator(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const userId = value['user_id'];
  if (userId === undefined) return missing('user_id');
  const deviceId = value['device_id'];
  if (deviceId === undefined) return missing('device_id');
  const algorithms = value['algorithms'];
  if (algorithms === undefined) return missing('algorithms');
  const keys = value['keys'];
  if (keys === undefined) return missing('keys');
  if (typeof userId !== 'string') return mismatch(userId, 'string', 'user_id');
  if (userId.charCodeAt(0) !== 64) return fault('must match pattern "^@"', 'user_id');
  if (typeof deviceId !== 'string') return mismatch(deviceId, 'string', 'device_id');
  if (!Array.isArray(algorithms)) return mismatch(algorithms, 'array', 'algorithms');
  for (let index = 0; index < algorithms.length; index++) {
    const item: unknown = algorithms[index];
    if (typeof item !== 'string') return mismatch(item, 'string', 'algorithms', index);
  }
  if (!isObject(keys)) return mismatch(keys, 'object', 'keys');
  for (const name in keys) {
    const entry = keys[name];
    if (typeof entry !== 'string') return mismatch(entry, 'string', 'keys', name);
  }
  return undefined;
}

export function validateInitialStateEvent(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const type = value['type'];
  if (type === undefined) return missing('type');
  const content = value['content'];
  if (content === undefined) return missing('content');
  if (typeof type !== 'string') return mismatch(type, 'string', 'type');
  const stateKey = value['state_key'];
  if (stateKey !== undefined) {
    if (typeof stateKey !== 'string') return mismatch(stateKey, 'string', 'state_key');
  }
  if (!isObject(content)) return mismatch(content, 'object', 'content');
  return undefined;
}

export function validateInvitation(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const userId = value['user_id'];
  if (userId === undefined) return missing('user_id');
  if (typeof userId !== 'string') return mismatch(userId, 'string', 'user_id');
  if (userId.charCodeAt(0) !== 64) return fault('must match pattern "^@"', 'user_id');
  const reason = value['reason'];
  if (reason !== undefined) {
    if (typeof reason !== 'string') return mismatch(reason, 'string', 'reason');
  }
  return undefined;
}

export function validateJoinRequest(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const reason = value['reason'];
  if (reason !== undefined) {
    if (typeof reason !== 'string') return mismatch(reason, 'string', 'reason');
  }
  const thirdPartySigned = value['third_party_signed'];
  if (thirdPartySigned !== undefined) {
    if (!isObject(thirdPartySigned)) return mismatch(thirdPartySigned, 'object', 'third_party_signed');
  }
  return undefined;
}

export function validateJoinedMember(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const displayName = value['display_name'];
  if (displayName !== undefined) {
    if (typeof displayName !== 'string') return mismatch(displayName, 'string', 'display_name');
  }
  const avatarUrl = value['avatar_url'];
  if (avatarUrl !== undefined) {
    if (typeof avatarUrl !== 'string') return mismatch(avatarUrl, 'string', 'avatar_url');
    if (avatarUrl.charCodeAt(0) !== 109) return fault('must match pattern "^m"', 'avatar_url');
  }
  return undefined;
}

export function validateJoinedMembers(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const joined = value['joined'];
  if (joined !== undefined) {
    if (!isObject(joined)) return mismatch(joined, 'object', 'joined');
    for (const name in joined) {
      if (name.charCodeAt(0) === 64) {
        const entry = joined[name];
        const found = validateJoinedMember(entry);
        if (found) return within(found, 'joined', name);
      }
    }
  }
  return undefined;
}

export function validateKeyClaim(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  for (const name in value) {
    if (name.charCodeAt(0) === 64) {
      const entry = value[name];
      if (!isObject(entry)) return mismatch(entry, 'object', name);
      for (const name2 in entry) {
        const entry2 = entry[name2];
        if (!Array.isArray(entry2)) return mismatch(entry2, 'array', name, name2);
        for (let index = 0; index < entry2.length; index++) {
          const item: unknown = entry2[index];
          if (typeof item !== 'string') return mismatch(item, 'string', name, name2, index);
        }
      }
    }
  }
  return undefined;
}

export function validateKeyClaimResponse(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  for (const name in value) {
    if (name.charCodeAt(0) === 64) {
      const entry = value[name];
      if (!isObject(entry)) return mismatch(entry, 'object', name);
      for (const name2 in entry) {
        const entry2 = entry[name2];
        const found = validateOneTimeKeys(entry2);
        if (found) return within(found, name, name2);
      }
    }
  }
  return undefined;
}

export function validateKeyObject(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const key = value['key'];
  if (key === undefined) return missing('key');
  const signatures = value['signatures'];
  if (signatures === undefined) return missing('signatures');
  if (typeof key !== 'string') return mismatch(key, 'string', 'key');
  const fallback = value['fallback'];
  if (fallback !== undefined) {
    if (typeof fallback !== 'boolean') return mismatch(fallback, 'boolean', 'fallback');
  }
  const found = validateSignatures(signatures);
  if (found) return within(found, 'signatures');
  return undefined;
}

export function validateKeyQuery(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  for (const name in value) {
    if (name.charCodeAt(0) === 64) {
      const entry = value[name];
      if (!Array.isArray(entry)) return mismatch(entry, 'array', name);
      for (let index = 0; index < entry.length; index++) {
        const item: unknown = entry[index];
        if (typeof item !== 'string') return mismatch(item, 'string', name, index);
      }
    }
  }
  return undefined;
}

export function validateKeyQueryResponse(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const deviceKeys = value['device_keys'];
  if (deviceKeys !== undefined) {
    const found = validateDeviceKeysByUser(deviceKeys);
    if (found) return within(found, 'device_keys');
  }
  const masterKeys = value['master_keys'];
  if (masterKeys !== undefined) {
    const found2 = validateCrossSigningKeysByUser(masterKeys);
    if (found2) return within(found2, 'master_keys');
  }
  const selfSigningKeys = value['self_signing_keys'];
  if (selfSigningKeys !== undefined) {
    const found3 = validateCrossSigningKeysByUser(selfSigningKeys);
    if (found3) return within(found3, 'self_signing_keys');
  }
  const userSigningKeys = value['user_signing_keys'];
  if (userSigningKeys !== undefined) {
    const found4 = validateCrossSigningKeysByUser(userSigningKeys);
    if (found4) return within(found4, 'user_signing_keys');
  }
  const failures = value['failures'];
  if (failures !== undefined) {
    if (!isObject(failures)) return mismatch(failures, 'object', 'failures');
    for (const name in failures) {
      const entry = failures[name];
      if (!isObject(entry)) return mismatch(entry, 'object', 'failures', name);
    }
  }
  return undefined;
}

export function validateKeyUpload(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const deviceKeys = value['device_keys'];
  if (deviceKeys !== undefined) {
    const found = validateDeviceKeys(deviceKeys);
    if (found) return within(found, 'device_keys');
  }
  const oneTimeKeys = value['one_time_keys'];
  if (oneTimeKeys !== undefined) {
    const found2 = validateOneTimeKeys(oneTimeKeys);
    if (found2) return within(found2, 'one_time_keys');
  }
  const fallbackKeys = value['fallback_keys'];
  if (fallbackKeys !== undefined) {
    const found3 = validateOneTimeKeys(fallbackKeys);
    if (found3) return within(found3, 'fallback_keys');
  }
  return undefined;
}

export function validateKeyUploadResponse(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const oneTimeKeyCounts = value['one_time_key_counts'];
  if (oneTimeKeyCounts === undefined) return missing('one_time_key_counts');
  if (!isObject(oneTimeKeyCounts)) return mismatch(oneTimeKeyCounts, 'object', 'one_time_key_counts');
  for (const name in oneTimeKeyCounts) {
    const entry = oneTimeKeyCounts[name];
    if (!Number.isInteger(entry)) return mismatch(entry, 'integer', 'one_time_key_counts', name);
  }
  return undefined;
}

export function validateMatrixError(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const errcode = value['errcode'];
  if (errcode === undefined) return missing('errcode');
  if (typeof errcode !== 'string') return mismatch(errcode, 'string', 'errcode');
  const error = value['error'];
  if (error !== undefined) {
    if (typeof error !== 'string') return mismatch(error, 'string', 'error');
  }
  return undefined;
}

export function validateNamespace(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const exclusive = value['exclusive'];
  if (exclusive === undefined) return missing('exclusive');
  const regex = value['regex'];
  if (regex === undefined) return missing('regex');
  if (typeof exclusive !== 'boolean') return mismatch(exclusive, 'boolean', 'exclusive');
  if (typeof regex !== 'string') return mismatch(regex, 'string', 'regex');
  return undefined;
}

export function validateNamespaces(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const users = value['users'];
  if (users !== undefined) {
    if (!Array.isArray(users)) return mismatch(users, 'array', 'users');
    for (let index = 0; index < users.length; index++) {
      const item: unknown = users[index];
      const found = validateNamespace(item);
      if (found) return within(found, 'users', index);
    }
  }
  const rooms = value['rooms'];
  if (rooms !== undefined) {
    if (!Array.isArray(rooms)) return mismatch(rooms, 'array', 'rooms');
    for (let index2 = 0; index2 < rooms.length; index2++) {
      const item2: unknown = rooms[index2];
      const found2 = validateNamespace(item2);
      if (found2) return within(found2, 'rooms', index2);
    }
  }
  const aliases = value['aliases'];
  if (aliases !== undefined) {
    if (!Array.isArray(aliases)) return mismatch(aliases, 'array', 'aliases');
    for (let index3 = 0; index3 < aliases.length; index3++) {
      const item3: unknown = aliases[index3];
      const found3 = validateNamespace(item3);
      if (found3) return within(found3, 'aliases', index3);
    }
  }
  return undefined;
}

export function validateOneTimeKey(value: unknown): Fault | undefined {
  if (isObject(value)) {
    const key = value['key'];
    if (key === undefined) return missing('key');
    const signatures = value['signatures'];
    if (signatures === undefined) return missing('signatures');
    if (typeof key !== 'string') return mismatch(key, 'string', 'key');
    const fallback = value['fallback'];
    if (fallback !== undefined) {
      if (typeof fallback !== 'boolean') return mismatch(fallback, 'boolean', 'fallback');
    }
    const found = validateSignatures(signatures);
    if (found) return within(found, 'signatures');
  } else if (typeof value !== 'string') return mismatch(value, 'string or object');
  return undefined;
}

export function validateOneTimeKeys(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  for (const name in value) {
    const entry = value[name];
    const found = validateOneTimeKey(entry);
    if (found) return within(found, name);
  }
  return undefined;
}

export function validatePingRequest(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const transactionId = value['transaction_id'];
  if (transactionId !== undefined) {
    if (typeof transactionId !== 'string' && transactionId !== null) return mismatch(transactionId, 'string or null', 'transaction_id');
  }
  return undefined;
}

export function validateProfile(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const displayname = value['displayname'];
  if (displayname !== undefined) {
    if (typeof displayname !== 'string') return mismatch(displayname, 'string', 'displayname');
  }
  const avatarUrl = value['avatar_url'];
  if (avatarUrl !== undefined) {
    if (typeof avatarUrl !== 'string') return mismatch(avatarUrl, 'string', 'avatar_url');
  }
  return undefined;
}

export function validateProfileField(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  return undefined;
}

export function validateRateLimitError(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const errcode = value['errcode'];
  if (errcode === undefined) return missing('errcode');
  if (typeof errcode !== 'string') return mismatch(errcode, 'string', 'errcode');
  const error = value['error'];
  if (error !== undefined) {
    if (typeof error !== 'string') return mismatch(error, 'string', 'error');
  }
  const retryAfterMs = value['retry_after_ms'];
  if (retryAfterMs !== undefined) {
    if (!Number.isInteger(retryAfterMs)) return mismatch(retryAfterMs, 'integer', 'retry_after_ms');
  }
  return undefined;
}

export function validateReason(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const reason = value['reason'];
  if (reason !== undefined) {
    if (typeof reason !== 'string') return mismatch(reason, 'string', 'reason');
  }
  return undefined;
}

export function validateReceivedToDeviceEvent(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const type = value['type'];
  if (type === undefined) return missing('type');
  const content = value['content'];
  if (content === undefined) return missing('content');
  if (typeof type !== 'string') return mismatch(type, 'string', 'type');
  const sender = value['sender'];
  if (sender !== undefined) {
    if (typeof sender !== 'string') return mismatch(sender, 'string', 'sender');
  }
  if (!isObject(content)) return mismatch(content, 'object', 'content');
  return undefined;
}

export function validateReceivedToDeviceEvents(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const events = value['events'];
  if (events !== undefined) {
    if (!Array.isArray(events)) return mismatch(events, 'array', 'events');
    for (let index = 0; index < events.length; index++) {
      const item: unknown = events[index];
      const found = validateReceivedToDeviceEvent(item);
      if (found) return within(found, 'events', index);
    }
  }
  return undefined;
}

export function validateRedaction(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const eventId = value['event_id'];
  if (eventId !== undefined) {
    if (typeof eventId !== 'string') return mismatch(eventId, 'string', 'event_id');
    if (eventId.charCodeAt(0) !== 36) return fault('must match pattern "^\\\\$"', 'event_id');
  }
  return undefined;
}

export function validateRegisterRequest(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const type = value['type'];
  if (type !== undefined) {
    if (typeof type !== 'string') return mismatch(type, 'string', 'type');
  }
  const username = value['username'];
  if (username !== undefined) {
    if (typeof username !== 'string') return mismatch(username, 'string', 'username');
  }
  const inhibitLogin = value['inhibit_login'];
  if (inhibitLogin !== undefined) {
    if (typeof inhibitLogin !== 'boolean') return mismatch(inhibitLogin, 'boolean', 'inhibit_login');
  }
  const deviceId = value['device_id'];
  if (deviceId !== undefined) {
    if (typeof deviceId !== 'string') return mismatch(deviceId, 'string', 'device_id');
  }
  const initialDeviceDisplayName = value['initial_device_display_name'];
  if (initialDeviceDisplayName !== undefined) {
    if (typeof initialDeviceDisplayName !== 'string') return mismatch(initialDeviceDisplayName, 'string', 'initial_device_display_name');
  }
  const password = value['password'];
  if (password !== undefined) {
    if (typeof password !== 'string') return mismatch(password, 'string', 'password');
  }
  const refreshToken = value['refresh_token'];
  if (refreshToken !== undefined) {
    if (typeof refreshToken !== 'boolean') return mismatch(refreshToken, 'boolean', 'refresh_token');
  }
  const auth = value['auth'];
  if (auth !== undefined) {
    const found = validateAuthenticationData(auth);
    if (found) return within(found, 'auth');
  }
  return undefined;
}

export function validateRegisterResponse(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const userId = value['user_id'];
  if (userId === undefined) return missing('user_id');
  if (typeof userId !== 'string') return mismatch(userId, 'string', 'user_id');
  if (userId.charCodeAt(0) !== 64) return fault('must match pattern "^@"', 'user_id');
  const accessToken = value['access_token'];
  if (accessToken !== undefined) {
    if (typeof accessToken !== 'string') return mismatch(accessToken, 'string', 'access_token');
  }
  const deviceId = value['device_id'];
  if (deviceId !== undefined) {
    if (typeof deviceId !== 'string') return mismatch(deviceId, 'string', 'device_id');
  }
  const refreshToken = value['refresh_token'];
  if (refreshToken !== undefined) {
    if (typeof refreshToken !== 'string') return mismatch(refreshToken, 'string', 'refresh_token');
  }
  const expiresInMs = value['expires_in_ms'];
  if (expiresInMs !== undefined) {
    if (!Number.isInteger(expiresInMs)) return mismatch(expiresInMs, 'integer', 'expires_in_ms');
  }
  const homeServer = value['home_server'];
  if (homeServer !== undefined) {
    if (typeof homeServer !== 'string') return mismatch(homeServer, 'string', 'home_server');
  }
  return undefined;
}

export function validateRegistration(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const id = value['id'];
  if (id === undefined) return missing('id');
  const url = value['url'];
  if (url === undefined) return missing('url');
  const asToken = value['as_token'];
  if (asToken === undefined) return missing('as_token');
  const hsToken = value['hs_token'];
  if (hsToken === undefined) return missing('hs_token');
  const senderLocalpart = value['sender_localpart'];
  if (senderLocalpart === undefined) return missing('sender_localpart');
  const namespaces = value['namespaces'];
  if (namespaces === undefined) return missing('namespaces');
  if (typeof id !== 'string') return mismatch(id, 'string', 'id');
  if (typeof url !== 'string' && url !== null) return mismatch(url, 'string or null', 'url');
  if (typeof asToken !== 'string') return mismatch(asToken, 'string', 'as_token');
  if (typeof hsToken !== 'string') return mismatch(hsToken, 'string', 'hs_token');
  if (typeof senderLocalpart !== 'string') return mismatch(senderLocalpart, 'string', 'sender_localpart');
  const found = validateNamespaces(namespaces);
  if (found) return within(found, 'namespaces');
  const rateLimited = value['rate_limited'];
  if (rateLimited !== undefined) {
    if (typeof rateLimited !== 'boolean') return mismatch(rateLimited, 'boolean', 'rate_limited');
  }
  const protocols = value['protocols'];
  if (protocols !== undefined) {
    if (!Array.isArray(protocols)) return mismatch(protocols, 'array', 'protocols');
    for (let index = 0; index < protocols.length; index++) {
      const item: unknown = protocols[index];
      if (typeof item !== 'string') return mismatch(item, 'string', 'protocols', index);
    }
  }
  const receiveEphemeral = value['receive_ephemeral'];
  if (receiveEphemeral !== undefined) {
    if (typeof receiveEphemeral !== 'boolean') return mismatch(receiveEphemeral, 'boolean', 'receive_ephemeral');
  }
  const msc3202 = value['org.matrix.msc3202'];
  if (msc3202 !== undefined) {
    if (typeof msc3202 !== 'boolean') return mismatch(msc3202, 'boolean', 'org.matrix.msc3202');
  }
  const msc4190 = value['io.element.msc4190'];
  if (msc4190 !== undefined) {
    if (typeof msc4190 !== 'boolean') return mismatch(msc4190, 'boolean', 'io.element.msc4190');
  }
  const deviceManagement = value['device_management'];
  if (deviceManagement !== undefined) {
    if (typeof deviceManagement !== 'boolean') return mismatch(deviceManagement, 'boolean', 'device_management');
  }
  const pushEphemeral = value['de.sorunome.msc2409.push_ephemeral'];
  if (pushEphemeral !== undefined) {
    if (typeof pushEphemeral !== 'boolean') return mismatch(pushEphemeral, 'boolean', 'de.sorunome.msc2409.push_ephemeral');
  }
  return undefined;
}

export function validateRoomCreation(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const visibility = value['visibility'];
  if (visibility !== undefined) {
    if (typeof visibility !== 'string') return mismatch(visibility, 'string', 'visibility');
    if (visibility !== 'public' && visibility !== 'private') return fault('must be one of ["public","private"]', 'visibility');
  }
  const roomAliasName = value['room_alias_name'];
  if (roomAliasName !== undefined) {
    if (typeof roomAliasName !== 'string') return mismatch(roomAliasName, 'string', 'room_alias_name');
  }
  const name = value['name'];
  if (name !== undefined) {
    if (typeof name !== 'string') return mismatch(name, 'string', 'name');
  }
  const topic = value['topic'];
  if (topic !== undefined) {
    if (typeof topic !== 'string') return mismatch(topic, 'string', 'topic');
  }
  const invite = value['invite'];
  if (invite !== undefined) {
    if (!Array.isArray(invite)) return mismatch(invite, 'array', 'invite');
    for (let index = 0; index < invite.length; index++) {
      const item: unknown = invite[index];
      if (typeof item !== 'string') return mismatch(item, 'string', 'invite', index);
      if (item.charCodeAt(0) !== 64) return fault('must match pattern "^@"', 'invite', index);
    }
  }
  const invite3pid = value['invite_3pid'];
  if (invite3pid !== undefined) {
    if (!Array.isArray(invite3pid)) return mismatch(invite3pid, 'array', 'invite_3pid');
    for (let index2 = 0; index2 < invite3pid.length; index2++) {
      const item2: unknown = invite3pid[index2];
      if (!isObject(item2)) return mismatch(item2, 'object', 'invite_3pid', index2);
    }
  }
  const roomVersion = value['room_version'];
  if (roomVersion !== undefined) {
    if (typeof roomVersion !== 'string') return mismatch(roomVersion, 'string', 'room_version');
  }
  const creationContent = value['creation_content'];
  if (creationContent !== undefined) {
    if (!isObject(creationContent)) return mismatch(creationContent, 'object', 'creation_content');
  }
  const initialState = value['initial_state'];
  if (initialState !== undefined) {
    if (!Array.isArray(initialState)) return mismatch(initialState, 'array', 'initial_state');
    for (let index3 = 0; index3 < initialState.length; index3++) {
      const item3: unknown = initialState[index3];
      const found = validateInitialStateEvent(item3);
      if (found) return within(found, 'initial_state', index3);
    }
  }
  const preset = value['preset'];
  if (preset !== undefined) {
    if (typeof preset !== 'string') return mismatch(preset, 'string', 'preset');
    if (preset !== 'private_chat' && preset !== 'public_chat' && preset !== 'trusted_private_chat') return fault('must be one of ["private_chat","public_chat","trusted_private_chat"]', 'preset');
  }
  const isDirect = value['is_direct'];
  if (isDirect !== undefined) {
    if (typeof isDirect !== 'boolean') return mismatch(isDirect, 'boolean', 'is_direct');
  }
  const powerLevelContentOverride = value['power_level_content_override'];
  if (powerLevelContentOverride !== undefined) {
    if (!isObject(powerLevelContentOverride)) return mismatch(powerLevelContentOverride, 'object', 'power_level_content_override');
  }
  return undefined;
}

export function validateRoomId(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const roomId = value['room_id'];
  if (roomId === undefined) return missing('room_id');
  if (typeof roomId !== 'string') return mismatch(roomId, 'string', 'room_id');
  if (roomId.charCodeAt(0) !== 33) return fault('must match pattern "^!"', 'room_id');
  return undefined;
}

export function validateRoomMembers(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const chunk = value['chunk'];
  if (chunk !== undefined) {
    if (!Array.isArray(chunk)) return mismatch(chunk, 'array', 'chunk');
    for (let index = 0; index < chunk.length; index++) {
      const item: unknown = chunk[index];
      const found = validateClientEvent(item);
      if (found) return within(found, 'chunk', index);
    }
  }
  return undefined;
}

export function validateRoomState(value: unknown): Fault | undefined {
  if (!Array.isArray(value)) return mismatch(value, 'array');
  for (let index = 0; index < value.length; index++) {
    const item: unknown = value[index];
    const found = validateClientEvent(item);
    if (found) return within(found, index);
  }
  return undefined;
}

export function validateSignatureUpload(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  for (const name in value) {
    if (name.charCodeAt(0) === 64) {
      const entry = value[name];
      if (!isObject(entry)) return mismatch(entry, 'object', name);
      for (const name2 in entry) {
        const entry2 = entry[name2];
        if (!isObject(entry2)) return mismatch(entry2, 'object', name, name2);
      }
    }
  }
  return undefined;
}

export function validateSignatureUploadResponse(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const failures = value['failures'];
  if (failures !== undefined) {
    if (!isObject(failures)) return mismatch(failures, 'object', 'failures');
    for (const name in failures) {
      if (name.charCodeAt(0) === 64) {
        const entry = failures[name];
        if (!isObject(entry)) return mismatch(entry, 'object', 'failures', name);
        for (const name2 in entry) {
          const entry2 = entry[name2];
          if (!isObject(entry2)) return mismatch(entry2, 'object', 'failures', name, name2);
        }
      }
    }
  }
  return undefined;
}

export function validateSignatures(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  for (const name in value) {
    if (name.charCodeAt(0) === 64) {
      const entry = value[name];
      if (!isObject(entry)) return mismatch(entry, 'object', name);
      for (const name2 in entry) {
        const entry2 = entry[name2];
        if (typeof entry2 !== 'string') return mismatch(entry2, 'string', name, name2);
      }
    }
  }
  return undefined;
}

export function validateSingleKeyClaim(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  for (const name in value) {
    if (name.charCodeAt(0) === 64) {
      const entry = value[name];
      if (!isObject(entry)) return mismatch(entry, 'object', name);
      for (const name2 in entry) {
        const entry2 = entry[name2];
        if (typeof entry2 !== 'string') return mismatch(entry2, 'string', name, name2);
      }
    }
  }
  return undefined;
}

export function validateSyncResponse(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const nextBatch = value['next_batch'];
  if (nextBatch === undefined) return missing('next_batch');
  if (typeof nextBatch !== 'string') return mismatch(nextBatch, 'string', 'next_batch');
  const toDevice = value['to_device'];
  if (toDevice !== undefined) {
    const found = validateReceivedToDeviceEvents(toDevice);
    if (found) return within(found, 'to_device');
  }
  const deviceLists = value['device_lists'];
  if (deviceLists !== undefined) {
    const found2 = validateDeviceLists(deviceLists);
    if (found2) return within(found2, 'device_lists');
  }
  const deviceOneTimeKeysCount = value['device_one_time_keys_count'];
  if (deviceOneTimeKeysCount !== undefined) {
    if (!isObject(deviceOneTimeKeysCount)) return mismatch(deviceOneTimeKeysCount, 'object', 'device_one_time_keys_count');
    for (const name in deviceOneTimeKeysCount) {
      const entry = deviceOneTimeKeysCount[name];
      if (!Number.isInteger(entry)) return mismatch(entry, 'integer', 'device_one_time_keys_count', name);
    }
  }
  const deviceUnusedFallbackKeyTypes = value['device_unused_fallback_key_types'];
  if (deviceUnusedFallbackKeyTypes !== undefined) {
    if (!Array.isArray(deviceUnusedFallbackKeyTypes)) return mismatch(deviceUnusedFallbackKeyTypes, 'array', 'device_unused_fallback_key_types');
    for (let index = 0; index < deviceUnusedFallbackKeyTypes.length; index++) {
      const item: unknown = deviceUnusedFallbackKeyTypes[index];
      if (typeof item !== 'string') return mismatch(item, 'string', 'device_unused_fallback_key_types', index);
    }
  }
  const rooms = value['rooms'];
  if (rooms !== undefined) {
    if (!isObject(rooms)) return mismatch(rooms, 'object', 'rooms');
  }
  const presence = value['presence'];
  if (presence !== undefined) {
    if (!isObject(presence)) return mismatch(presence, 'object', 'presence');
  }
  const accountData = value['account_data'];
  if (accountData !== undefined) {
    if (!isObject(accountData)) return mismatch(accountData, 'object', 'account_data');
  }
  return undefined;
}

export function validateToDeviceEvent(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const type = value['type'];
  if (type === undefined) return missing('type');
  const sender = value['sender'];
  if (sender === undefined) return missing('sender');
  const toUserId = value['to_user_id'];
  if (toUserId === undefined) return missing('to_user_id');
  const toDeviceId = value['to_device_id'];
  if (toDeviceId === undefined) return missing('to_device_id');
  const content = value['content'];
  if (content === undefined) return missing('content');
  if (typeof type !== 'string') return mismatch(type, 'string', 'type');
  if (typeof sender !== 'string') return mismatch(sender, 'string', 'sender');
  if (typeof toUserId !== 'string') return mismatch(toUserId, 'string', 'to_user_id');
  if (typeof toDeviceId !== 'string') return mismatch(toDeviceId, 'string', 'to_device_id');
  if (!isObject(content)) return mismatch(content, 'object', 'content');
  return undefined;
}

export function validateToDeviceMessages(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const messages = value['messages'];
  if (messages === undefined) return missing('messages');
  if (!isObject(messages)) return mismatch(messages, 'object', 'messages');
  for (const name in messages) {
    if (name.charCodeAt(0) === 64) {
      const entry = messages[name];
      if (!isObject(entry)) return mismatch(entry, 'object', 'messages', name);
      for (const name2 in entry) {
        const entry2 = entry[name2];
        if (!isObject(entry2)) return mismatch(entry2, 'object', 'messages', name, name2);
      }
    }
  }
  return undefined;
}

export function validateTokenOwner(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const userId = value['user_id'];
  if (userId === undefined) return missing('user_id');
  if (typeof userId !== 'string') return mismatch(userId, 'string', 'user_id');
  if (userId.charCodeAt(0) !== 64) return fault('must match pattern "^@"', 'user_id');
  const deviceId = value['device_id'];
  if (deviceId !== undefined) {
    if (typeof deviceId !== 'string') return mismatch(deviceId, 'string', 'device_id');
  }
  const isGuest = value['is_guest'];
  if (isGuest !== undefined) {
    if (typeof isGuest !== 'boolean') return mismatch(isGuest, 'boolean', 'is_guest');
  }
  return undefined;
}

export function validateTransactionBody(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const events = value['events'];
  if (events === undefined) return missing('events');
  if (!Array.isArray(events)) return mismatch(events, 'array', 'events');
  for (let index = 0; index < events.length; index++) {
    const item: unknown = events[index];
    const found = validateClientEvent(item);
    if (found) return within(found, 'events', index);
  }
  const ephemeral = value['ephemeral'];
  if (ephemeral !== undefined) {
    if (!Array.isArray(ephemeral)) return mismatch(ephemeral, 'array', 'ephemeral');
    for (let index2 = 0; index2 < ephemeral.length; index2++) {
      const item2: unknown = ephemeral[index2];
      const found2 = validateEphemeralEvent(item2);
      if (found2) return within(found2, 'ephemeral', index2);
    }
  }
  const toDevice = value['to_device'];
  if (toDevice !== undefined) {
    if (!Array.isArray(toDevice)) return mismatch(toDevice, 'array', 'to_device');
    for (let index3 = 0; index3 < toDevice.length; index3++) {
      const item3: unknown = toDevice[index3];
      const found3 = validateToDeviceEvent(item3);
      if (found3) return within(found3, 'to_device', index3);
    }
  }
  const deviceLists = value['device_lists'];
  if (deviceLists !== undefined) {
    const found4 = validateDeviceLists(deviceLists);
    if (found4) return within(found4, 'device_lists');
  }
  const deviceOneTimeKeysCount = value['device_one_time_keys_count'];
  if (deviceOneTimeKeysCount !== undefined) {
    const found5 = validateDeviceOneTimeKeysCount(deviceOneTimeKeysCount);
    if (found5) return within(found5, 'device_one_time_keys_count');
  }
  const deviceUnusedFallbackKeyTypes = value['device_unused_fallback_key_types'];
  if (deviceUnusedFallbackKeyTypes !== undefined) {
    const found6 = validateDeviceUnusedFallbackKeyTypes(deviceUnusedFallbackKeyTypes);
    if (found6) return within(found6, 'device_unused_fallback_key_types');
  }
  const ephemeral2 = value['de.sorunome.msc2409.ephemeral'];
  if (ephemeral2 !== undefined) {
    if (!Array.isArray(ephemeral2)) return mismatch(ephemeral2, 'array', 'de.sorunome.msc2409.ephemeral');
    for (let index4 = 0; index4 < ephemeral2.length; index4++) {
      const item4: unknown = ephemeral2[index4];
      const found7 = validateEphemeralEvent(item4);
      if (found7) return within(found7, 'de.sorunome.msc2409.ephemeral', index4);
    }
  }
  const toDevice2 = value['de.sorunome.msc2409.to_device'];
  if (toDevice2 !== undefined) {
    if (!Array.isArray(toDevice2)) return mismatch(toDevice2, 'array', 'de.sorunome.msc2409.to_device');
    for (let index5 = 0; index5 < toDevice2.length; index5++) {
      const item5: unknown = toDevice2[index5];
      const found8 = validateToDeviceEvent(item5);
      if (found8) return within(found8, 'de.sorunome.msc2409.to_device', index5);
    }
  }
  const deviceLists2 = value['org.matrix.msc3202.device_lists'];
  if (deviceLists2 !== undefined) {
    const found9 = validateDeviceLists(deviceLists2);
    if (found9) return within(found9, 'org.matrix.msc3202.device_lists');
  }
  const deviceOneTimeKeysCount2 = value['org.matrix.msc3202.device_one_time_keys_count'];
  if (deviceOneTimeKeysCount2 !== undefined) {
    const found10 = validateDeviceOneTimeKeysCount(deviceOneTimeKeysCount2);
    if (found10) return within(found10, 'org.matrix.msc3202.device_one_time_keys_count');
  }
  const deviceOneTimeKeyCounts = value['org.matrix.msc3202.device_one_time_key_counts'];
  if (deviceOneTimeKeyCounts !== undefined) {
    const found11 = validateDeviceOneTimeKeysCount(deviceOneTimeKeyCounts);
    if (found11) return within(found11, 'org.matrix.msc3202.device_one_time_key_counts');
  }
  const deviceUnusedFallbackKeyTypes2 = value['org.matrix.msc3202.device_unused_fallback_key_types'];
  if (deviceUnusedFallbackKeyTypes2 !== undefined) {
    const found12 = validateDeviceUnusedFallbackKeyTypes(deviceUnusedFallbackKeyTypes2);
    if (found12) return within(found12, 'org.matrix.msc3202.device_unused_fallback_key_types');
  }
  return undefined;
}

export function validateUnauthorizedError(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const errcode = value['errcode'];
  if (errcode !== undefined) {
    if (typeof errcode !== 'string') return mismatch(errcode, 'string', 'errcode');
  }
  const error = value['error'];
  if (error !== undefined) {
    if (typeof error !== 'string') return mismatch(error, 'string', 'error');
  }
  const flows = value['flows'];
  if (flows !== undefined) {
    if (!Array.isArray(flows)) return mismatch(flows, 'array', 'flows');
    for (let index = 0; index < flows.length; index++) {
      const item: unknown = flows[index];
      if (!isObject(item)) return mismatch(item, 'object', 'flows', index);
      const stages = item['stages'];
      if (stages === undefined) return missing('stages', 'flows', index);
      if (!Array.isArray(stages)) return mismatch(stages, 'array', 'flows', index, 'stages');
      for (let index2 = 0; index2 < stages.length; index2++) {
        const item2: unknown = stages[index2];
        if (typeof item2 !== 'string') return mismatch(item2, 'string', 'flows', index, 'stages', index2);
      }
    }
  }
  const completed = value['completed'];
  if (completed !== undefined) {
    if (!Array.isArray(completed)) return mismatch(completed, 'array', 'completed');
    for (let index3 = 0; index3 < completed.length; index3++) {
      const item3: unknown = completed[index3];
      if (typeof item3 !== 'string') return mismatch(item3, 'string', 'completed', index3);
    }
  }
  const params = value['params'];
  if (params !== undefined) {
    if (!isObject(params)) return mismatch(params, 'object', 'params');
    for (const name in params) {
      const entry = params[name];
      if (!isObject(entry)) return mismatch(entry, 'object', 'params', name);
    }
  }
  const session = value['session'];
  if (session !== undefined) {
    if (typeof session !== 'string') return mismatch(session, 'string', 'session');
  }
  return undefined;
}

export function validateUserDevice(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const deviceId = value['device_id'];
  if (deviceId === undefined) return missing('device_id');
  const keys = value['keys'];
  if (keys === undefined) return missing('keys');
  if (typeof deviceId !== 'string') return mismatch(deviceId, 'string', 'device_id');
  const found = validateDeviceKeys(keys);
  if (found) return within(found, 'keys');
  const deviceDisplayName = value['device_display_name'];
  if (deviceDisplayName !== undefined) {
    if (typeof deviceDisplayName !== 'string') return mismatch(deviceDisplayName, 'string', 'device_display_name');
  }
  return undefined;
}

export function validateUserDevices(value: unknown): Fault | undefined {
  if (!isObject(value)) return mismatch(value, 'object');
  const userId = value['user_id'];
  if (userId === undefined) return missing('user_id');
  const streamId = value['stream_id'];
  if (streamId === undefined) return missing('stream_id');
  const devices = value['devices'];
  if (devices === undefined) return missing('devices');
  if (typeof userId !== 'string') return mismatch(userId, 'string', 'user_id');
  if (!Number.isInteger(streamId)) return mismatch(streamId, 'integer', 'stream_id');
  if (!Array.isArray(devices)) return mismatch(devices, 'array', 'devices');
  for (let index = 0; index < devices.length; index++) {
    const item: unknown = devices[index];
    const found = validateUserDevice(item);
    if (found) return within(found, 'devices', index);
  }
  const masterKey = value['master_key'];
  if (masterKey !== undefined) {
    if (isObject(masterKey)) {
      const userId2 = masterKey['user_id'];
      if (userId2 === undefined) return missing('user_id', 'master_key');
      const usage = masterKey['usage'];
      if (usage === undefined) return missing('usage', 'master_key');
      const keys = masterKey['keys'];
      if (keys === undefined) return missing('keys', 'master_key');
      if (typeof userId2 !== 'string') return mismatch(userId2, 'string', 'master_key', 'user_id');
      if (!Array.isArray(usage)) return mismatch(usage, 'array', 'master_key', 'usage');
      for (let index2 = 0; index2 < usage.length; index2++) {
        const item2: unknown = usage[index2];
        if (typeof item2 !== 'string') return mismatch(item2, 'string', 'master_key', 'usage', index2);
        if (item2 !== 'master' && item2 !== 'self_signing' && item2 !== 'user_signing') return fault('must be one of ["master","self_signing","user_signing"]', 'master_key', 'usage', index2);
      }
      if (!isObject(keys)) return mismatch(keys, 'object', 'master_key', 'keys');
      let count = 0;
      for (const name in keys) {
        count++;
        const entry = keys[name];
        if (typeof entry !== 'string') return mismatch(entry, 'string', 'master_key', 'keys', name);
      }
      if (count < 1) return fault('must NOT have fewer than 1 properties', 'master_key', 'keys');
      if (count > 1) return fault('must NOT have more than 1 properties', 'master_key', 'keys');
      const signatures = masterKey['signatures'];
      if (signatures !== undefined) {
        if (!isObject(signatures)) return mismatch(signatures, 'object', 'master_key', 'signatures');
      }
    } else if (masterKey !== null) return mismatch(masterKey, 'object or null', 'master_key');
  }
  const selfSigningKey = value['self_signing_key'];
  if (selfSigningKey !== undefined) {
    if (isObject(selfSigningKey)) {
      const userId3 = selfSigningKey['user_id'];
      if (userId3 === undefined) return missing('user_id', 'self_signing_key');
      const usage2 = selfSigningKey['usage'];
      if (usage2 === undefined) return missing('usage', 'self_signing_key');
      const keys2 = selfSigningKey['keys'];
      if (keys2 === undefined) return missing('keys', 'self_signing_key');
      if (typeof userId3 !== 'string') return mismatch(userId3, 'string', 'self_signing_key', 'user_id');
      if (!Array.isArray(usage2)) return mismatch(usage2, 'array', 'self_signing_key', 'usage');
      for (let index3 = 0; index3 < usage2.length; index3++) {
        const item3: unknown = usage2[index3];
        if (typeof item3 !== 'string') return mismatch(item3, 'string', 'self_signing_key', 'usage', index3);
        if (item3 !== 'master' && item3 !== 'self_signing' && item3 !== 'user_signing') return fault('must be one of ["master","self_signing","user_signing"]', 'self_signing_key', 'usage', index3);
      }
      if (!isObject(keys2)) return mismatch(keys2, 'object', 'self_signing_key', 'keys');
      let count2 = 0;
      for (const name2 in keys2) {
        count2++;
        const entry2 = keys2[name2];
        if (typeof entry2 !== 'string') return mismatch(entry2, 'string', 'self_signing_key', 'keys', name2);
      }
      if (count2 < 1) return fault('must NOT have fewer than 1 properties', 'self_signing_key', 'keys');
      if (count2 > 1) return fault('must NOT have more than 1 properties', 'self_signing_key', 'keys');
      const signatures2 = selfSigningKey['signatures'];
      if (signatures2 !== undefined) {
        if (!isObject(signatures2)) return mismatch(signatures2, 'object', 'self_signing_key', 'signatures');
      }
    } else if (selfSigningKey !== null) return mismatch(selfSigningKey, 'object or null', 'self_signing_key');
  }
  return undefined;
}
