import { createSecretHider } from '../../../src/hide-secrets.js';

/** Names of fields whose values are secrets: tokens, passwords, and keys that decrypt messages or files. */
const secretNames =
  'access_token|refresh_token|login_token|as_token|hs_token|password|new_password|registration_shared_secret|session_key|token|k';

/** Matches a secret in JSON or YAML, in any state of repair; the value is in one of the groups. */
const inFields = new RegExp(
  `(?:^|[\\s{,"'])["']?(?:${secretNames})["']?\\s*:` +
    `(?:\\s*"((?:[^"\\\\\\n]|\\\\.)*)"?|\\s*'((?:[^'\\n]|'')*)'?|[ \\t]*([^\\s,"'{}\\[\\]&*!|>#][^\\n,}\\]]*))`,
  'gim',
);

/** Matches tokens in headers and addresses. */
const elsewhere: readonly RegExp[] = [/\bBearer\s+([\w.~+/=-]+)/gi, /[?&](?:access_token|token)=([^&\s"'#]+)/gi];

/**
 * Removes secrets from texts that belong together: a secret that one of them names is removed from all of them. It works
 * on the text, so what is no JSON loses its tokens, too. `count` is the number of different secrets.
 */
export function removeTokens(texts: readonly string[]): { readonly texts: readonly string[]; readonly count: number } {
  const plain = texts.map(withoutNeedlessEscapes);
  const secrets = new Set(plain.flatMap(secretsIn));
  const hide = createSecretHider([...secrets]);
  // The mark of a hidden secret is a list in YAML: a word takes its place.
  return { texts: plain.map((text) => hide(text).replaceAll('[hidden]', 'removed')), count: secrets.size };
}

function secretsIn(text: string): string[] {
  return (
    [inFields, ...elsewhere]
      // One group at most has a value.
      .flatMap((pattern) => Array.from(text.matchAll(pattern), ([, ...groups]) => groups.join('').trim()))
      .filter((secret) => !/^(?:|removed|null|true|false)$/.test(secret))
  );
}

/** Writes letters and digits as they are, where JSON spells them `\u0061`: no pattern would find them. */
function withoutNeedlessEscapes(text: string): string {
  return text.replaceAll(/\\\\|\\u00([2-7][\da-f])/gi, (found, digits: string | undefined) => {
    if (digits === undefined) return found;
    const character = String.fromCharCode(Number.parseInt(digits, 16));
    return /[\w-]/.test(character) ? character : found;
  });
}
