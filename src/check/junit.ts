import { type CheckReport, type CheckResult, isFailure } from './check.js';

/**
 * Writes a report as JUnit XML, which build servers read. Needed capabilities that are missing or broken are failures;
 * what was not tested, and what a bridge can do without, is skipped.
 *
 * @example
 *   declare const report: CheckReport;
 *   const xml = writeJunit('check-homeserver', report);
 *
 * @param suite Name of the suite: the command's.
 * @see https://github.com/testmoapp/junitxml
 */
export function writeJunit(suite: string, { url, results }: CheckReport): string {
  const failures = results.filter(isFailure).length;
  const skipped = results.filter(isSkipped).length;
  const seconds = results.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  const attributes =
    `name="${escapeXml(suite)}" tests="${results.length.toString()}" failures="${failures.toString()}" ` +
    `errors="0" skipped="${skipped.toString()}" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite ${attributes}>`,
    `    <properties><property name="url" value="${escapeXml(url)}"/></properties>`,
    ...results.map((result) => testCase(suite, result)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function isSkipped(result: CheckResult): boolean {
  return !isFailure(result) && result.verdict !== 'works' && result.verdict !== 'other-name';
}

function testCase(suite: string, result: CheckResult): string {
  const { check, verdict, durationMs } = result;
  const head =
    `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(`${check.id}: ${check.title}`)}" ` +
    `time="${(durationMs / 1000).toFixed(3)}"`;
  const message = escapeXml(messageOf(result));
  if (isFailure(result)) return `${head}><failure type="${verdict}" message="${message}"/></testcase>`;
  return isSkipped(result) ? `${head}><skipped message="${message}"/></testcase>` : `${head}/>`;
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
