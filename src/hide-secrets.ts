/** Takes secrets out of a text that came from outside, and puts `[hidden]` in their place. */
export type HideSecrets = (text: string) => string;

/** Leaves a text as it is, where no secret is known. */
export const hideNothing: HideSecrets = (text) => text;

const hidden = '[hidden]';

/** A shorter secret is hidden as a word of its own alone: to take it out of words would spoil all of them, and tell what it is. */
const shortestInWords = 4;

/** A shorter secret is not looked for in base64, where too little of it is left between its neighbours. */
const shortestInBase64 = 8;

/**
 * Makes a function that hides secrets (S5), as they are and as they may have been escaped on their way: by percent-encoding, JSON,
 * JSON pointers, HTML and base64.
 *
 * All places are found before anything is replaced, so overlapping secrets are hidden as one, and `[hidden]` is never searched.
 * Only text from outside belongs here, since a secret may be a word of ours; and all of it before it is cut, since half a secret
 * is not found (S7).
 *
 * @param secrets What is empty, or no string, is left out.
 */
export function createSecretHider(secrets: readonly unknown[]): HideSecrets {
  const known = secrets.filter((secret): secret is string => typeof secret === 'string' && secret !== '');
  if (known.length === 0) return hideNothing;
  // Compiled when there is something to look through: most appservices never give cause to.
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

/** All places, overlapping ones included, in the order of their beginnings. */
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
    // What overlaps the one before, or follows without a gap, is hidden with it.
    if (start > at || at === 0) shown += text.slice(at, start) + hidden;
    at = Math.max(at, end);
  }
  return shown + text.slice(at);
}

function patternOf(secret: string): RegExp {
  const forms = [secret, ...base64Of(secret)].map(spellings).join('|');
  return secret.length < shortestInWords
    ? new RegExp(`(?<!${inWord})(?:${forms})(?!${inWord})`, 'g')
    : new RegExp(forms, 'g');
}

const inWord = '[\\w\\u0080-\\uffff]';

/** What is found in base64 wherever a text has the secret: it may begin at any of the three bytes that four digits stand for. */
function base64Of(secret: string): string[] {
  if (secret.length < shortestInBase64 || !/^[\x21-\x7e]+$/.test(secret)) return [];
  return [0, 1, 2].map((before) => {
    const digits = btoa(' '.repeat(before) + secret);
    // Digits at both ends that depend on what is beside the secret.
    return digits.slice(Math.ceil((before * 8) / 6), Math.floor(((before + secret.length) * 8) / 6));
  });
}

/**
 * An expression for all spellings of a text. Nothing escapes letters and digits, and what is beyond ASCII is in no token (G8).
 *
 * Signs that may be doubled are taken by runs: sign by sign, a run could be divided in exponentially many ways.
 */
function spellings(text: string): string {
  return Array.from(text.matchAll(/\\+|'+|[^\\']/gs), ([run]) => spellingsOf(run)).join('');
}

function spellingsOf(run: string): string {
  const [sign = ''] = run;
  const code = sign.charCodeAt(0);
  if (/[A-Za-z0-9]/.test(sign)) return sign;
  const literal = `\\u${code.toString(16).padStart(4, '0')}`;
  if (code > 0x7e) return literal;
  const digits = code.toString(16).replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
  const alternatives = [
    `%(?:25){0,2}${digits}`,
    `&#(?:0*${code}|[xX]0*${digits});`,
    ...(others[sign] ?? []),
    literal,
  ].join('|');
  // A backslash may stand before any other sign.
  const spelling = `(?:\\x5c{1,4}u00${digits}|${sign === '\\' ? '' : '\\x5c{0,3}'}(?:${alternatives}))`;
  // JSON doubles backslashes, JSON in JSON does it twice, and YAML doubles single quotes.
  const most = sign === '\\' ? 4 : sign === "'" ? 2 : 1;
  return most === 1 ? spelling : `${spelling}{${run.length},${most * run.length}}`;
}

/** Spellings that a sign has to itself. */
const others: Readonly<Record<string, readonly string[]>> = {
  '~': ['~0{1,2}'],
  '/': ['~0?1', '_'],
  // A query decoded as a form has a space in its place; base64 has another alphabet for URLs.
  '+': [' ', '%20', '-'],
  '&': ['&amp;'],
  '<': ['&lt;'],
  '>': ['&gt;'],
  '"': ['&quot;'],
  "'": ['&apos;'],
};
