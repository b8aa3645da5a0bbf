import { RegistrationError } from '../errors.js';
import { isPlainObject, setOwn } from '../json-objects.js';
import { fieldOf } from './registration-fields.js';

/** The most values that a registration may hold. One that aliases repeat counts each time. */
const mostValues = 100_000;

/** The most levels of nesting: as many as in key requests and answers (S2). */
const mostLevels = 512;

/**
 * Copies a registration, or what should be one, and refuses what is not plain data: null, texts, numbers, booleans, and arrays
 * and plain objects of these (G8). A property that is undefined is left out.
 *
 * Aliases are unfolded, so the copy can be walked and serialised without a further check. It also stays as it is, whatever the
 * caller does with the original.
 *
 * @throws {RegistrationError} for a cycle, a getter, an instance of a class, a hole in an array, more than 100,000 values, more than
 *   512 levels, and whatever cannot be read.
 */
export function plainCopy<T>(value: T): T {
  try {
    // Everything that a plain value has is in its copy.
    return new Copier().copy(value) as T;
  } catch (error) {
    // What a proxy throws may hold anything, and is not passed on (S5).
    throw error instanceof RegistrationError
      ? error
      : new RegistrationError('', 'must be plain data, and cannot be read');
  }
}

class Copier {
  /** The way from the top to what is being copied: names and indexes. */
  readonly #steps: (string | number)[] = [];
  readonly #ancestors = new Set<object>();
  #left = mostValues;

  copy(value: unknown): unknown {
    this.#require(1);
    this.#left -= 1;
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return value;
    if (typeof value !== 'object') throw this.#refusal(`must be plain data, and not of the type ${typeof value}`);
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
    if (object instanceof Date) throw this.#refusal('must be plain data, and not a date: put it in quotes');
    if (!isPlainObject(object)) throw this.#refusal('must be plain data, and not an instance of a class');
    const names = Object.keys(object);
    this.#require(names.length);
    const copy: Record<string, unknown> = {};
    for (const name of names) {
      const value = this.#copyOf(object, name);
      if (value !== undefined) setOwn(copy, name, value);
    }
    return copy;
  }

  /** Copies one property; undefined stays that in an object, and is no value in an array. */
  #copyOf(holder: object, step: string | number): unknown {
    this.#steps.push(step);
    const property = Object.getOwnPropertyDescriptor(holder, step);
    if (property?.get !== undefined || property?.set !== undefined)
      throw this.#refusal('must be plain data, and not a getter or setter');
    const value: unknown = property?.value;
    const copy = value === undefined && !Array.isArray(holder) ? undefined : this.copy(value);
    this.#steps.pop();
    return copy;
  }

  /** Refuses so many values before they are looked at. */
  #require(values: number): void {
    if (values <= this.#left) return;
    throw this.#excess('must not hold more than 100,000 values; those that aliases repeat count each time');
  }

  /** Names only the top-level field: an excess is not the fault of the place where it shows. */
  #excess(message: string): RegistrationError {
    return new RegistrationError(fieldOf(this.#steps.slice(0, 1)), message);
  }

  #refusal(message: string): RegistrationError {
    return new RegistrationError(fieldOf(this.#steps), message);
  }
}
