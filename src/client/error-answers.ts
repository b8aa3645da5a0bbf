import type { MatrixHttpError } from '../errors.js';
import { isJsonObject, own, type JsonObject } from '../json-objects.js';

const answers = new WeakMap<MatrixHttpError, JsonObject>();

/** Notes the answer that an error reports, for those who must know more than its code. */
export function noteErrorAnswer(error: MatrixHttpError, body: unknown): void {
  if (isJsonObject(body)) answers.set(error, body);
}

/** Returns a field of the answer that an error reports. It is the other side's, so it must not be shown (S5). */
export function errorAnswerField(error: MatrixHttpError, name: string): unknown {
  return own(answers.get(error) ?? {}, name);
}
