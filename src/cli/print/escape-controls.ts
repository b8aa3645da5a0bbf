/**
 * Text from outside as it may be shown on a terminal: control characters, and those that turn the direction of writing or have
 * no width, become escapes as JSON has them (`\n`, `\u001b`), and so does half of a pair of surrogates.
 *
 * What was JSON is still the same JSON afterwards, provided that it has no line breaks outside strings.
 */
export function escapeControls(text: string): string {
  return text.replace(hazards, escapeOf);
}

/**
 * Other, but for private use and unassigned: Cc, Cf, Cs; the separators of lines and paragraphs; and what is not shown at all, but for
 * the sixteen selectors that make a character an emoji.
 */
const hazards = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu;

function escapeOf(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  let escaped = '';
  // By code unit and not by character: JSON has no other escape for what is beyond U+FFFF.
  for (let i = 0; i < character.length; i++) {
    escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
