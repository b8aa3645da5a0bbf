/** Returns the token of an `Authorization: Bearer …` header; `undefined` where there is none. */
export function bearerTokenOf(authorization: string | null | undefined): string | undefined {
  const token = /^bearer +(.*)$/i.exec(authorization ?? '')?.[1]?.trimEnd();
  return token === '' ? undefined : token;
}

/** Compares a token with the expected one in a time that depends on the lengths alone (A1). */
export function isSameToken(given: string, expected: string): boolean {
  // A token of another length is compared with itself, and then refused.
  const compared = given.length === expected.length ? expected : given;
  let difference = given.length ^ expected.length;
  for (let i = 0; i < given.length; i++) difference |= given.charCodeAt(i) ^ compared.charCodeAt(i);
  return difference === 0;
}
