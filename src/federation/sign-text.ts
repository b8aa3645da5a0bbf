import { encodeBase64 } from './base64.js';
import type { SigningKey } from './signing-key.js';

/** Signs a text's UTF-8 bytes: gives the signature in unpadded base64. */
export async function signText(text: string, key: SigningKey): Promise<string> {
  return encodeBase64(await key.sign(new TextEncoder().encode(text)));
}
