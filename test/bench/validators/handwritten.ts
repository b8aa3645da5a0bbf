/**
 * What a careful person would write by hand, with the same verdicts as the documents' schemas: plain loops, no allocation,
 * no pointer to the fault.
 */
export function isKeyQueryResponse(value: unknown): boolean {
  return (
    isObject(value) &&
    isOptionalUserMap(value['device_keys'], isDeviceMap) &&
    isOptionalUserMap(value['master_keys'], isCrossSigningKey) &&
    isOptionalUserMap(value['self_signing_keys'], isCrossSigningKey) &&
    isOptionalUserMap(value['user_signing_keys'], isCrossSigningKey) &&
    (value['failures'] === undefined || isMapOf(value['failures'], isObject))
  );
}

/** The same for a claim. */
export function isKeyClaimResponse(value: unknown): boolean {
  return isUserMap(value, isOneTimeKeysByDevice);
}

/** The same for a transaction. */
export function isTransactionBody(value: unknown): boolean {
  return (
    isObject(value) &&
    isArrayOf(value['events'], isClientEvent) &&
    (value['ephemeral'] === undefined || isArrayOf(value['ephemeral'], isEphemeralEvent)) &&
    (value['to_device'] === undefined || isArrayOf(value['to_device'], isToDeviceEvent)) &&
    (value['device_lists'] === undefined || isDeviceLists(value['device_lists'])) &&
    isOptionalUserMap(value['device_one_time_keys_count'], isCountsOfUser) &&
    isOptionalUserMap(value['device_unused_fallback_key_types'], isTypesByDevice)
  );
}

type Check = (value: unknown) => boolean;

function isDeviceMap(value: unknown): boolean {
  return isMapOf(value, isDeviceKeys);
}

function isDeviceKeys(value: unknown): boolean {
  return (
    isObject(value) &&
    isTextFrom(value['user_id'], atSign) &&
    typeof value['device_id'] === 'string' &&
    isArrayOf(value['algorithms'], isText) &&
    isMapOf(value['keys'], isText) &&
    isUserMap(value['signatures'], isTextMap) &&
    (value['unsigned'] === undefined || isUnsignedDeviceInfo(value['unsigned'])) &&
    (value['impersonator'] === undefined || isImpersonator(value['impersonator'])) &&
    (value[draftImpersonator] === undefined || isImpersonator(value[draftImpersonator]))
  );
}

const draftImpersonator = 'fi.mau.msc4350.impersonator';

function isImpersonator(value: unknown): boolean {
  return (
    isObject(value) &&
    isTextFrom(value['user_id'], atSign) &&
    typeof value['device_id'] === 'string' &&
    isArrayOf(value['algorithms'], isText) &&
    isMapOf(value['keys'], isText)
  );
}

function isUnsignedDeviceInfo(value: unknown): boolean {
  return isObject(value) && isOptionalText(value['device_display_name']);
}

function isCrossSigningKey(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['user_id'] === 'string' &&
    isArrayOf(value['usage'], isUsage) &&
    isSingleText(value['keys']) &&
    (value['signatures'] === undefined || isObject(value['signatures']))
  );
}

function isUsage(value: unknown): boolean {
  return value === 'master' || value === 'self_signing' || value === 'user_signing';
}

function isSingleText(value: unknown): boolean {
  if (!isObject(value)) return false;
  let count = 0;
  for (const name in value) if (++count > 1 || typeof value[name] !== 'string') return false;
  return count === 1;
}

function isOneTimeKeysByDevice(value: unknown): boolean {
  return isMapOf(value, isOneTimeKeys);
}

function isOneTimeKeys(value: unknown): boolean {
  return isMapOf(value, isOneTimeKey);
}

function isOneTimeKey(value: unknown): boolean {
  if (typeof value === 'string') return true;
  return (
    isObject(value) &&
    typeof value['key'] === 'string' &&
    (value['fallback'] === undefined || typeof value['fallback'] === 'boolean') &&
    isUserMap(value['signatures'], isTextMap)
  );
}

function isClientEvent(value: unknown): boolean {
  return (
    isObject(value) &&
    isTextFrom(value['event_id'], dollarSign) &&
    isTextFrom(value['room_id'], exclamationMark) &&
    typeof value['type'] === 'string' &&
    isOptionalText(value['state_key']) &&
    isTextFrom(value['sender'], atSign) &&
    Number.isInteger(value['origin_server_ts']) &&
    isObject(value['content']) &&
    (value['unsigned'] === undefined || isUnsignedData(value['unsigned']))
  );
}

function isUnsignedData(value: unknown): boolean {
  return (
    isObject(value) &&
    (value['age'] === undefined || Number.isInteger(value['age'])) &&
    (value['redacted_because'] === undefined || isObject(value['redacted_because'])) &&
    isOptionalText(value['transaction_id']) &&
    (value['prev_content'] === undefined || isObject(value['prev_content'])) &&
    (value['replaces_state'] === undefined || isTextFrom(value['replaces_state'], dollarSign)) &&
    isOptionalText(value['membership'])
  );
}

function isEphemeralEvent(value: unknown): boolean {
  return (
    isObject(value) &&
    isOptionalText(value['type']) &&
    isOptionalText(value['room_id']) &&
    isOptionalText(value['sender']) &&
    isObject(value['content'])
  );
}

function isToDeviceEvent(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['type'] === 'string' &&
    typeof value['sender'] === 'string' &&
    typeof value['to_user_id'] === 'string' &&
    typeof value['to_device_id'] === 'string' &&
    isObject(value['content'])
  );
}

function isDeviceLists(value: unknown): boolean {
  return (
    isObject(value) &&
    (value['changed'] === undefined || isArrayOf(value['changed'], isText)) &&
    (value['left'] === undefined || isArrayOf(value['left'], isText))
  );
}

function isCountsOfUser(value: unknown): boolean {
  return isMapOf(value, isCounts);
}

function isCounts(value: unknown): boolean {
  return Number.isInteger(value) || isMapOf(value, Number.isInteger);
}

function isTypesByDevice(value: unknown): boolean {
  return isMapOf(value, isTexts);
}

function isTexts(value: unknown): boolean {
  return isArrayOf(value, isText);
}

function isTextMap(value: unknown): boolean {
  return isMapOf(value, isText);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

const exclamationMark = 0x21;
const dollarSign = 0x24;
const atSign = 0x40;

function isTextFrom(value: unknown, sigil: number): boolean {
  return typeof value === 'string' && value.charCodeAt(0) === sigil;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOptionalUserMap(value: unknown, isMember: Check): boolean {
  return value === undefined || isUserMap(value, isMember);
}

function isUserMap(value: unknown, isMember: Check): boolean {
  if (!isObject(value)) return false;
  for (const name in value) if (name.charCodeAt(0) === atSign && !isMember(value[name])) return false;
  return true;
}

function isMapOf(value: unknown, isMember: Check): boolean {
  if (!isObject(value)) return false;
  for (const name in value) if (!isMember(value[name])) return false;
  return true;
}

function isArrayOf(value: unknown, isMember: Check): boolean {
  if (!Array.isArray(value)) return false;
  for (const member of value) if (!isMember(member)) return false;
  return true;
}
