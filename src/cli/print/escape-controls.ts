/**
 * Escapes text from outside for a terminal, as in JSON (`\n`, `\u001b`).
 *
 * Escaped are control characters, characters without width or that change the direction of writing, and lone
 * surrogates. JSON without line breaks outside strings stays the same JSON.
 */
export function escapeControls(text: string): string {
  return text.replace(hazards, escapeOf);
}

/**
 * Matches Cc, Cf and Cs, line and paragraph separators, and invisible characters, except the sixteen selectors that
 * make a character an emoji. Private use and unassigned characters stay.
 */
const hazards = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu;

function escapeOf(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  let escaped = '';
  // By code unit, not by character: JSON has no other escape beyond U+FFFF.
  for (let i = 0; i < character.length; i++) {
    escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
