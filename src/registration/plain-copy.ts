import { RegistrationError } from '../errors.js';
import { isPlainObject, setOwn } from '../json-objects.js';
import { fieldOf } from './registration-fields.js';

/** The most values of a registration. Those repeated by aliases count each time. */
const mostValues = 100_000;

/** The most levels of nesting: the same as for key requests and answers (S2). */
const mostLevels = 512;

/**
 * Copies a registration, or a value in its place, and refuses all but plain data (G8).
 *
 * Plain data are null, texts, numbers, booleans, and arrays and plain objects of these. A property that is undefined is
 * left out. Aliases are expanded, so the copy can be walked and serialised without a further check. Later changes to
 * the original do not affect it.
 *
 * @throws {RegistrationError} for a cycle, a getter, an instance of a class, a hole in an array, more than 100,000
 *   values, more than 512 levels, and anything unreadable.
 */
export function plainCopy<T>(value: T): T {
  try {
    // The copy of a plain value has everything that the value has.
    return new Copier().copy(value) as T;
  } catch (error) {
    // An error thrown by a proxy may hold anything, and is not passed on (S5).
    throw error instanceof RegistrationError
      ? error
      : new RegistrationError('', 'must be plain data, but cannot be read');
  }
}

class Copier {
  /** Path from the top to the value being copied: names and indexes. */
  readonly #steps: (string | number)[] = [];
  readonly #ancestors = new Set<object>();
  #left = mostValues;

  copy(value: unknown): unknown {
    this.#require(1);
    this.#left -= 1;
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return value;
    if (typeof value !== 'object') throw this.#refusal(`must be plain data, not of the type ${typeof value}`);
    if (this.#ancestors.has(value)) throw this.#refusal('must not contain itself');
    if (this.#ancestors.size >= mostLevels) throw this.#excess(`must not nest deeper than ${mostLevels} levels`);
    this.#ancestors.add(value);
    const copy = Array.isArray(value) ? this.#copyArray(value) : this.#copyObject(value);
    this.#ancestors.delete(value);
    return copy;
  }

  #copyArray(array: readonly unknown[]): unknown[] {
    this.#require(array.length);
    return Array.from({ length: array.length }, (_, index) => this.#copyOf(array, index));
  }

  #copyObject(object: object): object {
    if (object instanceof Date) throw this.#refusal('must be plain data, not a date: put it in quotes');
    if (!isPlainObject(object)) throw this.#refusal('must be plain data, not an instance of a class');
    const names = Object.keys(object);
    this.#require(names.length);
    const copy: Record<string, unknown> = {};
    for (const name of names) {
      const value = this.#copyOf(object, name);
      if (value !== undefined) setOwn(copy, name, value);
    }
    return copy;
  }

  /** Copies one property; an undefined one stays undefined in an object, and is refused in an array. */
  #copyOf(holder: object, step: string | number): unknown {
    this.#steps.push(step);
    const property = Object.getOwnPropertyDescriptor(holder, step);
    if (property?.get !== undefined || property?.set !== undefined)
      throw this.#refusal('must be plain data, not a getter or setter');
    const value: unknown = property?.value;
    const copy = value === undefined && !Array.isArray(holder) ? undefined : this.copy(value);
    this.#steps.pop();
    return copy;
  }

  /** Refuses too many values before they are read. */
  #require(values: number): void {
    if (values <= this.#left) return;
    throw this.#excess('must not hold more than 100,000 values; those that aliases repeat count each time');
  }

  /** Makes an error for an excess. It names only the top-level field: the place of the excess is not at fault. */
  #excess(message: string): RegistrationError {
    return new RegistrationError(fieldOf(this.#steps.slice(0, 1)), message);
  }

  #refusal(message: string): RegistrationError {
    return new RegistrationError(fieldOf(this.#steps), message);
  }
}
