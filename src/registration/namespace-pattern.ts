import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';
import { RegistrationError } from '../errors.js';
import { hideNothing, type HideSecrets } from '../hide-secrets.js';

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
 * @param hide Knows the registration's tokens, which no error quotes (S5). Default: none are known.
 * @throws {RegistrationError} where it does not compile.
 */
export function compileNamespace(regex: string, field: string, hide: HideSecrets = hideNothing): NamespacePattern {
  const pattern = compile(regex, field, hide);
  // The engine anchors the whole expression here, alternatives included; a `^` before it would bind to the first alone.
  return { matches: (id) => pattern.matcher(id).lookingAt() };
}

function compile(regex: string, field: string, hide: HideSecrets): RE2JS {
  try {
    return RE2JS.compile(regex);
  } catch (error) {
    const mayQuote = regex.length <= longestQuoted && hide(regex) === regex;
    const hint = 'only RE2 syntax is accepted, which has no look-around and no back-references';
    throw new RegistrationError(field, `${reasonOf(error, mayQuote)}; ${hint}`);
  }
}

/** The engine quotes a part of the expression, which may begin or end within a token (S7). */
function reasonOf(error: unknown, mayQuote: boolean): string {
  if (mayQuote && error instanceof RE2JSException) return error.message;
  return error instanceof RE2JSSyntaxException ? error.getDescription() : 'it cannot be compiled';
}

/** How long an expression may be of which an error quotes a part, in characters. */
const longestQuoted = 300;
