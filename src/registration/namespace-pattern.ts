import { RE2JS, RE2JSException } from 're2js';
import { RegistrationError } from '../errors.js';

/** The regular expression of one namespace, compiled. */
export interface NamespacePattern {
  /** Whether the expression matches from the beginning of `id`; it need not reach the end. */
  readonly matches: (id: string) => boolean;
}

/**
 * Compiles a namespace's regular expression, on an engine whose time is linear (G2).
 *
 * A match begins where the ID begins and may end anywhere, as in Synapse. That holds for every alternative: `@a|@b` matches
 * both. Look-around and back-references do not exist.
 *
 * @param field where the expression stands in the registration: `namespaces.users[0].regex`
 * @throws {RegistrationError} where it does not compile.
 */
export function compileNamespace(regex: string, field: string): NamespacePattern {
  const pattern = compile(regex, field);
  // The engine anchors the whole expression here, alternatives included; a `^` before it would bind to the first alone.
  return { matches: (id) => pattern.matcher(id).lookingAt() };
}

function compile(regex: string, field: string): RE2JS {
  try {
    return RE2JS.compile(regex);
  } catch (error) {
    const reason = error instanceof RE2JSException ? error.message : 'it cannot be compiled';
    const hint = 'only RE2 syntax is accepted, which has no look-around and no back-references';
    throw new RegistrationError(field, `${reason}; ${hint}`);
  }
}
