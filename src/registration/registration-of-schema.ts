import { isRegistration } from '../../generated/validators/index.js';
import { RegistrationError } from '../errors.js';
import { nullField, pointerSteps, type Finding } from '../findings.js';
import { firstFault } from '../lenient-check.js';
import { isJsonObject, type JsonObject } from '../json-objects.js';
import type { AppserviceRegistration } from '../types.js';
import { fieldOf } from './registration-fields.js';
import { plainCopy } from './plain-copy.js';

/**
 * Copies a registration whose fields have the types of the schema.
 *
 * An optional field that is null, as a YAML entry without a value is, is left out of the copy and reported in
 * `findings`. Without findings the copy equals `value`.
 *
 * @throws {RegistrationError} if `value` is not plain data ({@link plainCopy}), a required field is missing, or a field
 *   has the wrong type.
 */
export function registrationOfSchema(value: unknown, findings: Finding[] = []): AppserviceRegistration {
  if (value === null || typeof value !== 'object') throw new RegistrationError('', 'must be an object');
  const copy: unknown = plainCopy(value);
  if (!isJsonObject(copy)) throw new RegistrationError('', 'must be an object');
  let registration: JsonObject = copy;
  // Each turn removes one field, so the loop ends.
  while (!isRegistration(registration)) {
    const { pointer, message } = firstFault(isRegistration, registration);
    const steps = pointerSteps(pointer);
    const found = valueAt(registration, steps);
    refuseMissing(found, steps);
    if (found !== null || !isOptional(steps)) throw new RegistrationError(fieldOf(steps), explain(message, found));
    findings.push(nullField(pointer));
    registration = without(registration, steps);
  }
  return registration;
}

/** The required fields, by the place of the object: at the top, or in a list of namespaces. */
const requiredFields = ['id', 'url', 'as_token', 'hs_token', 'sender_localpart', 'namespaces'];
const requiredFieldsOfNamespace = ['exclusive', 'regex'];

/** Names the first field that an object lacks: the validator names only the object. */
function refuseMissing(found: unknown, steps: readonly string[]): void {
  if (!isJsonObject(found)) return;
  const required = steps.length === 0 ? requiredFields : steps.length === 3 ? requiredFieldsOfNamespace : [];
  const missing = required.find((name) => !Object.hasOwn(found, name));
  if (missing !== undefined) throw new RegistrationError(fieldOf([...steps, missing]), 'is missing');
}

function isOptional([field = '', ...rest]: readonly string[]): boolean {
  return rest.length === 0 ? !requiredFields.includes(field) : rest.length === 1 && field === 'namespaces';
}

/** Removes the field at `steps`, in a copy that shares everything else. */
function without(object: JsonObject, [field = '', ...rest]: readonly string[]): JsonObject {
  const inner = object[field];
  const others = Object.entries(object).filter(([name]) => name !== field);
  if (rest.length === 0 || !isJsonObject(inner)) return Object.fromEntries(others);
  return { ...object, [field]: without(inner, rest) };
}

function explain(message: string, found: unknown): string {
  if (!message.startsWith('must be string')) return message;
  if (typeof found === 'number' || typeof found === 'boolean') return `${message}: put it in quotes`;
  if (found !== null) return message;
  return `${message}, as an empty value is in YAML: put it in quotes, since an unquoted \`#\` begins a comment`;
}

function valueAt(value: unknown, steps: readonly string[]): unknown {
  let found = value;
  // The validator made the pointer while walking these very objects and arrays.
  for (const step of steps) found = (found as JsonObject)[step];
  return found;
}
