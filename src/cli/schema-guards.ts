import * as validators from '../../generated/validators/index.js';
import { usageError } from './cli-error.js';
import { didYouMean } from './nearest.js';

/** A guard of any schema. */
type AnyGuard = validators.Guard<unknown>;

/** The guards by the name of their schema: `isKeyQuery` checks `KeyQuery`. */
const guards: ReadonlyMap<string, AnyGuard> = new Map(
  Object.entries(validators).map(([name, guard]) => [name.replace(/^is/, ''), guard]),
);

/** The names of all schemas, sorted. */
export const schemaNames: readonly string[] = [...guards.keys()].sort();

/** Finds the guard of a schema, ignoring case. @throws {CliError} if there is no schema of that name. */
export function guardOf(schema: string): { readonly name: string; readonly guard: AnyGuard } {
  const wanted = schema.toLowerCase().replaceAll(/[-_ ]/g, '');
  for (const [name, guard] of guards) if (name.toLowerCase() === wanted) return { name, guard };
  const hint = didYouMean(wanted, schemaNames) ?? 'Use validate --list to list them.';
  throw usageError(`there is no schema ${schema}`, hint);
}
