import type { Finding } from '../findings.js';

/** Findings that do not repeat a token, should the appservice have sent it back (S5). */
export function withoutSecrets(findings: readonly Finding[], secrets: readonly string[]): Finding[] {
  const cut = (text: string): string =>
    secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '…')), text);
  return findings.map((finding) => ({ ...finding, pointer: cut(finding.pointer), message: cut(finding.message) }));
}
