/** Replaces secrets in a text from outside with `[hidden]`. */
export type HideSecrets = (text: string) => string;

/** Leaves a text unchanged, for use without known secrets. */
export const hideNothing: HideSecrets = (text) => text;

const hidden = '[hidden]';

/**
 * The length below which a secret is hidden only as a whole word: hiding it within words would spoil them all, and give
 * it away.
 */
const shortestInWords = 4;

/**
 * The length below which the case of a secret counts. Longer ones also match in another case: URLs and proxies change
 * that of host names.
 */
const shortestInAnyCase = 8;

/** The length below which a secret is not searched in base64, where too little of it is left between its neighbours. */
const shortestInBase64 = 8;

/**
 * Creates a function that hides secrets (S5), also if escaped by percent-encoding, JSON, JSON pointers, HTML or base64.
 *
 * All matches are found before any is replaced, so overlapping secrets are hidden as one, and `[hidden]` is never
 * searched. Pass it only text from outside, since a secret may be one of our words. Pass that text uncut, since half a
 * secret is not found (S7).
 *
 * @param secrets Empty ones, and values that are not strings, are ignored.
 * @rule S7
 */
export function createSecretHider(secrets: readonly unknown[]): HideSecrets {
  const known = secrets.filter((secret): secret is string => typeof secret === 'string' && secret !== '');
  if (known.length === 0) return hideNothing;
  // Compiled on first use: most appservices never need it.
  let patterns: readonly RegExp[] | undefined;
  return (text) => {
    patterns ??= known.map(patternOf);
    return replaceRanges(text, placesOf(patterns, text));
  };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Finds all matches, overlapping ones included, ordered by their beginnings. */
function placesOf(patterns: readonly RegExp[], text: string): Range[] {
  const places: Range[] = [];
  for (const pattern of patterns) {
    pattern.lastIndex = 0;
    for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
      places.push({ start: found.index, end: found.index + found[0].length });
      pattern.lastIndex = found.index + 1;
    }
  }
  return places.sort((a, b) => a.start - b.start);
}

function replaceRanges(text: string, sorted: readonly Range[]): string {
  let shown = '';
  let at = 0;
  for (const { start, end } of sorted) {
    // A match that overlaps or directly follows the one before is hidden with it.
    if (start > at || at === 0) shown += text.slice(at, start) + hidden;
    at = Math.max(at, end);
  }
  return shown + text.slice(at);
}

function patternOf(secret: string): RegExp {
  const forms = [...literals(secret), ...[secret, ...base64Of(secret)].map(spellings)].join('|');
  return secret.length < shortestInWords
    ? new RegExp(`(?<!${inWord})(?:${forms})(?!${inWord})`, 'g')
    : new RegExp(forms, secret.length < shortestInAnyCase ? 'g' : 'gi');
}

/**
 * Spells a secret with backslashes as it is, in JSON, and in JSON in JSON: {@link spellings} takes `\u005c` for one of
 * them, always.
 */
function literals(secret: string): string[] {
  if (!secret.includes('\\')) return [];
  const inJson = JSON.stringify(secret).slice(1, -1);
  const texts = [secret, inJson, JSON.stringify(inJson).slice(1, -1)];
  return texts.map((text) => text.replaceAll(/[^A-Za-z0-9]/g, (sign) => literalOf(sign)));
}

const inWord = '[\\w\\u0080-\\uffff]';

/**
 * Returns the base64 digits of a text that has the secret: it may begin at any of the three bytes that four digits
 * stand for.
 */
function base64Of(secret: string): string[] {
  if (secret.length < shortestInBase64 || !/^[\x21-\x7e]+$/.test(secret)) return [];
  return [0, 1, 2].map((before) => {
    const digits = btoa(' '.repeat(before) + secret);
    // Digits at both ends depend on the neighbours of the secret.
    return digits.slice(Math.ceil((before * 8) / 6), Math.floor(((before + secret.length) * 8) / 6));
  });
}

/**
 * Builds an expression for all spellings of a text. Letters and digits are never escaped, and tokens are ASCII (G8).
 *
 * No part of a text may match in two ways, or the time would double with each of them: an appservice chooses its own
 * tokens. So a run of signs is matched at once, and a run of backslashes with all that stand before the next sign.
 */
function spellings(text: string): string {
  let isAfterBackslash = false;
  return Array.from(text.matchAll(/\\+|'+|[^\\']/gs), ([run]) => {
    const spelling = run.startsWith('\\') ? backslashesOf(run.length) : spellingsOf(run, isAfterBackslash);
    isAfterBackslash = run.startsWith('\\');
    return spelling;
  }).join('');
}

/**
 * The most backslashes that stand for one, with those before the next sign: JSON doubles them, and JSON in JSON does it
 * twice.
 */
const mostPerBackslash = 8;

function backslashesOf(count: number): string {
  const most = count * mostPerBackslash;
  // All backslashes in a row, and the rest of an escape that they begin: there is no other end.
  return `(?:\\x5c{1,${most}}(?:u005[cC]|(?!\\x5c|u005[cC]))|${escapesOf('\\')}){1,${most}}`;
}

function spellingsOf(run: string, isAfterBackslash: boolean): string {
  const [sign = ''] = run;
  if (/[A-Za-z0-9]/.test(sign)) return sign;
  if (sign > '~') return literalOf(sign);
  const alternatives = [escapesOf(sign), ...(others[sign] ?? []), literalOf(sign)].join('|');
  const unicode = `u00${digitsOf(sign)}`;
  // A backslash may stand before any sign.
  const spelling = isAfterBackslash
    ? `(?:${unicode}|${alternatives})`
    : `(?:\\x5c{1,4}${unicode}|\\x5c{0,3}(?:${alternatives}))`;
  // YAML doubles single quotes.
  return sign === "'" ? `${spelling}{${run.length},${2 * run.length}}` : spelling;
}

function literalOf(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Escapes a sign by percent-encoding and in HTML. */
function escapesOf(sign: string): string {
  const digits = digitsOf(sign);
  return `%(?:25){0,2}${digits}|&#(?:0*${sign.charCodeAt(0)}|[xX]0*${digits});`;
}

/** Matches the hexadecimal digits of a sign, in either case. */
function digitsOf(sign: string): string {
  const digits = sign.charCodeAt(0).toString(16);
  return digits.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** Spellings of single signs. */
const others: Readonly<Record<string, readonly string[]>> = {
  '~': ['~0{1,2}'],
  '/': ['~0?1', '_'],
  // A query decoded as a form has a space in its place; URL-safe base64 has another digit.
  '+': [' ', '%20', '-'],
  '&': ['&amp;'],
  '<': ['&lt;'],
  '>': ['&gt;'],
  '"': ['&quot;'],
  "'": ['&apos;'],
};
