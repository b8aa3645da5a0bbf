import type { LoadingFacts } from './homeserver-facts.js';

/** A regular expression that another engine refuses, or reads in another way. */
export interface DialectFault {
  /** Tells whether the engine refuses it; otherwise it has another meaning there. */
  readonly refused: boolean;
  /** Phrase with the construct at fault and the engine. */
  readonly text: string;
}

/**
 * Finds a part of a regular expression that a homeserver's own engine does not know (G9).
 *
 * RE2, which reads registrations here, and Go's engine accept the same syntax. Python's and Rust's lack parts of it.
 * Constructs that are unlikely in a registration, such as `^*`, are not checked.
 *
 * @param regex An expression that compiles here (G2).
 */
export function dialectFault(regex: string, dialect: LoadingFacts['expressions']): DialectFault | undefined {
  if (dialect === 'go') return undefined;
  let isInClass = false;
  for (const { 0: token, index } of regex.matchAll(tokens)) {
    const place = { isInClass, before: regex.slice(0, index), after: regex.slice(index + token.length) };
    const fault = dialect === 'python' ? pythonFault(token, place) : rustFault(token, place);
    if (fault !== undefined) return fault;
    isInClass = isInClass ? token !== ']' : opensClass(token);
  }
  return undefined;
}

/**
 * Matches escapes, groups with flags or names, named classes, the beginning of a class, repetitions, and single
 * characters.
 */
const tokens = /\\(?:[pPx]\{[^}]*\}|[^])|\(\?[a-zA-Z-]*[:)]|\(\?P?<|\[:\^?[a-z]+:\]|\[\^?\]?|\{\d+(?:,\d*)?\}|[^]/g;

interface Place {
  readonly isInClass: boolean;
  readonly before: string;
  readonly after: string;
}

function opensClass(token: string): boolean {
  return /^\[\^?\]?$/.test(token);
}

/** Finds a fault for Python's engine. @see https://docs.python.org/3/library/re.html#regular-expression-syntax */
function pythonFault(token: string, { isInClass, before, after }: Place): DialectFault | undefined {
  if (/^\\(?:[pPzQE]|x\{)/.test(token)) return refused(token.replace(/\{.*/, '{…}'), 'Python');
  if (isInClass) {
    if (token.startsWith('[:')) {
      return { refused: false, text: `\`[${token}]\` is a class of its single characters for Python` };
    }
    return rangeFault(token, after, 'Python');
  }
  if (token === '(?<') return refused('(?<name>…)', 'Python, which writes `(?P<name>…)`');
  // Python can unset flags for a group alone, and knows no `U`.
  if (/^\(\?[a-zA-Z]*(?:U.*|-[^:]*\))$/.test(token)) return refused(token, 'Python');
  if (/^\(\?[a-zA-Z]+\)$/.test(token) && !/^(?:\(\?[a-zA-Z]+\))*$/.test(before)) {
    return refused(token, 'Python 3.11 and newer, unless it stands at the beginning');
  }
  return undefined;
}

/** Finds a fault for Rust's engine. @see https://docs.rs/regex/latest/regex/#syntax */
function rustFault(token: string, { isInClass, after }: Place): DialectFault | undefined {
  if (/^\\[QE0-7]/.test(token)) return refused(token, 'Rust');
  if (isInClass) {
    return opensClass(token)
      ? refused('[', 'Rust within a class, unless it is escaped')
      : rangeFault(token, after, 'Rust');
  }
  return token === '{' ? refused(token, 'Rust, unless it is escaped or begins a repetition') : undefined;
}

/** Finds a range that begins with a class, such as `[\w-.]`. */
function rangeFault(token: string, after: string, engine: string): DialectFault | undefined {
  if (!/^\\[dwsDWS]$/.test(token) || !/^-[^\]]/.test(after)) return undefined;
  return refused(`${token}-`, `${engine} within a class, unless the hyphen is escaped`);
}

function refused(construct: string, engine: string): DialectFault {
  return { refused: true, text: `\`${construct}\` is not known to ${engine}` };
}
