import { jsonPointer, type Finding } from '../findings.js';

/** Findings that do not repeat a token, should the appservice have sent it back (S5). */
export function withoutSecrets(findings: readonly Finding[], secrets: readonly string[]): Finding[] {
  const known = secrets.filter((secret) => secret !== '');
  const escaped = known.map((secret) => jsonPointer(secret).slice(1));
  return findings.map((finding) => ({
    ...finding,
    pointer: without(escaped, finding.pointer),
    message: without([...known, ...escaped], finding.message),
  }));
}

function without(secrets: readonly string[], text: string): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
}
