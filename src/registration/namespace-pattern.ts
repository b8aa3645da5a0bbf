import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';
import { RegistrationError } from '../errors.js';
import { hideNothing, type HideSecrets } from '../hide-secrets.js';

/** The regular expression of one namespace, compiled. */
export interface NamespacePattern {
  /** Tells whether the expression matches from the beginning of `id`; it need not reach the end. */
  readonly matches: (id: string) => boolean;
  /** Size of the compiled program. The time of a match is proportional to it. */
  readonly instructions: number;
}

/**
 * Compiles a namespace's regular expression, on an engine with linear time (G2).
 *
 * A match begins at the beginning of the ID and may end anywhere, as in Synapse. That holds for every alternative:
 * `@a|@b` matches both. Look-around and back-references are not supported.
 *
 * @param field The place of the expression in the registration: `namespaces.users[0].regex`.
 * @param hide Hides the registration's tokens, which no error quotes (S5). Default: none are known.
 * @throws {RegistrationError} if it does not compile.
 * @rule G2
 */
export function compileNamespace(regex: string, field: string, hide: HideSecrets = hideNothing): NamespacePattern {
  const pattern = compile(regex, field, hide);
  // The engine anchors the whole expression here, alternatives included; a `^` before it would bind only to the first.
  return { matches: (id) => pattern.matcher(id).lookingAt(), instructions: pattern.programSize() };
}

/**
 * Creates a function that compiles the expressions of one registration like {@link compileNamespace}, within limits for
 * all of them.
 *
 * The limits are 100,000 characters, since compiling takes up to 50 µs for each, and 25,000 instructions, since all of
 * them may run for each new ID.
 */
export function createNamespaceCompiler(hide?: HideSecrets): (regex: string, field: string) => NamespacePattern {
  let characters = 0;
  let instructions = 0;
  return (regex, field) => {
    characters += regex.length;
    if (characters > mostCharacters) {
      throw new RegistrationError(field, 'all expressions together must not have more than 100,000 characters');
    }
    const pattern = compileNamespace(regex, field, hide);
    instructions += pattern.instructions;
    if (instructions > mostInstructions) {
      throw new RegistrationError(
        field,
        'all expressions together are too large: they have too many repetitions, or there are too many of them',
      );
    }
    return pattern;
  };
}

const mostCharacters = 100_000;
const mostInstructions = 25_000;

function compile(regex: string, field: string, hide: HideSecrets): RE2JS {
  try {
    return RE2JS.compile(regex);
  } catch (error) {
    const mayQuote = regex.length <= longestQuoted && hide(regex) === regex;
    const hint = 'only RE2 syntax is accepted, which has no look-around and no back-references';
    throw new RegistrationError(field, `${reasonOf(error, mayQuote)}; ${hint}`);
  }
}

/** Explains a failure. The engine quotes a part of the expression, which may begin or end within a token (S7). */
function reasonOf(error: unknown, mayQuote: boolean): string {
  if (mayQuote && error instanceof RE2JSException) return error.message;
  return error instanceof RE2JSSyntaxException ? error.getDescription() : 'it cannot be compiled';
}

/** The longest expression that an error quotes in part, in characters. */
const longestQuoted = 300;
