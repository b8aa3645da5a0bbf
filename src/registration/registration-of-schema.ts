import { isRegistration } from '../../generated/validators/index.js';
import { RegistrationError } from '../errors.js';
import { pointerSteps, type Finding } from '../findings.js';
import { isJsonObject, type JsonObject } from '../json-objects.js';
import type { AppserviceRegistration } from '../types.js';

/**
 * A registration whose fields have the types of the schema.
 *
 * It is `value` itself, unless an optional field is null, as a YAML entry without a value is: such a field is reported, and
 * absent in the copy that is given out.
 *
 * @throws {RegistrationError} where a required field is missing, or a field has the wrong type.
 */
export function registrationOfSchema(value: unknown, findings: Finding[]): AppserviceRegistration {
  if (!isJsonObject(value)) throw new RegistrationError('', 'must be an object');
  let registration = value;
  // Each turn takes one field out, so this ends.
  while (!isRegistration(registration)) {
    const { pointer, message } = isRegistration.errors[0] ?? { pointer: '', message: 'is not valid' };
    const steps = pointerSteps(pointer);
    const found = valueAt(registration, steps);
    refuseMissing(found, steps);
    if (found !== null || !isOptional(steps)) throw new RegistrationError(pathOf(steps), explain(message, found));
    findings.push(nullField(pointer));
    registration = without(registration, steps);
  }
  return registration;
}

/** What must be there, by where the object stands: at the top, or in a list of namespaces. */
const requiredFields = ['id', 'url', 'as_token', 'hs_token', 'sender_localpart', 'namespaces'];
const requiredFieldsOfNamespace = ['exclusive', 'regex'];

/** Names the first field that an object at fault lacks: the validator names only the object. */
function refuseMissing(found: unknown, steps: readonly string[]): void {
  if (!isJsonObject(found)) return;
  const required = steps.length === 0 ? requiredFields : steps.length === 3 ? requiredFieldsOfNamespace : [];
  const missing = required.find((name) => !Object.hasOwn(found, name));
  if (missing !== undefined) throw new RegistrationError(pathOf([...steps, missing]), 'is missing');
}

function isOptional([field = '', ...rest]: readonly string[]): boolean {
  return rest.length === 0 ? !requiredFields.includes(field) : rest.length === 1 && field === 'namespaces';
}

/** The field at `steps` left out, in a copy that shares everything else. */
function without(object: JsonObject, [field = '', ...rest]: readonly string[]): JsonObject {
  const inner = object[field];
  const others = Object.entries(object).filter(([name]) => name !== field);
  if (rest.length === 0 || !isJsonObject(inner)) return Object.fromEntries(others);
  return { ...object, [field]: without(inner, rest) };
}

function nullField(pointer: string): Finding {
  return { code: 'malformed-field', severity: 'warning', pointer, message: 'it is null, and counts as absent' };
}

function explain(message: string, found: unknown): string {
  const isUnquoted = message.startsWith('must be string') && (typeof found === 'number' || typeof found === 'boolean');
  return isUnquoted ? `${message}: put it in quotes` : message;
}

function valueAt(value: unknown, steps: readonly string[]): unknown {
  let found = value;
  // The validator made the pointer while it walked down these very objects and arrays.
  for (const step of steps) found = (found as JsonObject)[step];
  return found;
}

/** `namespaces.users[0].regex` */
function pathOf(steps: readonly string[]): string {
  return steps.map((step, i) => (/^\d+$/.test(step) ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');
}
