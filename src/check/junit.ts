import type { CheckReport, CheckResult } from './check.js';

/**
 * Writes a report as JUnit XML, which build servers read. The report's `failures` are failures; what else does not work,
 * or was not tested, is skipped.
 *
 * @example
 *   declare const report: CheckReport;
 *   const xml = writeJunit('check-homeserver', report);
 *
 * @param suite Name of the suite: the command's.
 * @see https://github.com/testmoapp/junitxml
 */
export function writeJunit(suite: string, { url, results, failures }: CheckReport): string {
  const failed = new Set(failures);
  const skipped = results.filter((result) => !failed.has(result) && isWanting(result)).length;
  const seconds = results.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  const attributes =
    `name="${escapeXml(suite)}" tests="${results.length.toString()}" failures="${failed.size.toString()}" ` +
    `errors="0" skipped="${skipped.toString()}" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite ${attributes}>`,
    `    <properties><property name="url" value="${escapeXml(url)}"/></properties>`,
    ...results.map((result) => testCase(suite, result, failed.has(result))),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function isWanting({ verdict }: CheckResult): boolean {
  return verdict !== 'works' && verdict !== 'other-name';
}

function testCase(suite: string, result: CheckResult, isFailure: boolean): string {
  const { check, verdict, durationMs } = result;
  const head =
    `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(`${check.id}: ${check.title}`)}" ` +
    `time="${(durationMs / 1000).toFixed(3)}"`;
  const message = escapeXml(messageOf(result));
  if (isFailure) return `${head}><failure type="${verdict}" message="${message}"/></testcase>`;
  return isWanting(result) ? `${head}><skipped message="${message}"/></testcase>` : `${head}/>`;
}

function messageOf({ verdict, seen, remedy }: CheckResult): string {
  const parts = [verdict, ...(seen === undefined ? [] : [seen])];
  if (remedy !== undefined) parts.push(`add to ${remedy.file}: ${remedy.line}`);
  return parts.join('; ');
}

/** Escapes markup, and drops the characters that XML 1.0 cannot hold. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"\t\n\r]/g, (character) => `&#${character.charCodeAt(0).toString()};`);
}
