import { describe, expect, it } from 'vitest';
import { writeJunit } from '../../src/check/junit.js';
import { aCheck, aReport, aResult } from './reports.js';

describe('writeJunit', () => {
  it('makes failures of those of the report, and skips what else does not work or was not tested', () => {
    const results = [
      aResult('works'),
      aResult('other-name', { seen: 'unstable' }),
      aResult('missing', { remedy: { file: 'homeserver.yaml', line: 'a: true' } }),
      aResult('broken', { check: aCheck('spare', { needed: false }), seen: '500' }),
      aResult('not-tested', { seen: 'no room' }),
    ];
    const report = aReport(results, { failures: results.slice(2, 3) });
    expect(writeJunit('check-homeserver', report)).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites>',
        '  <testsuite name="check-homeserver" tests="5" failures="1" errors="0" skipped="2" time="0.007">',
        '    <properties><property name="url" value="http://127.0.0.1:8008"/></properties>',
        '    <testcase classname="check-homeserver" name="is-works: is works" time="0.002"/>',
        '    <testcase classname="check-homeserver" name="is-other-name: is other name" time="0.002"/>',
        '    <testcase classname="check-homeserver" name="is-missing: is missing" time="0.002">' +
          '<failure type="missing" message="missing; add to homeserver.yaml: a: true"/></testcase>',
        '    <testcase classname="check-homeserver" name="spare: spare" time="0.002">' +
          '<skipped message="broken; 500"/></testcase>',
        '    <testcase classname="check-homeserver" name="is-not-tested: is not tested" time="0.002">' +
          '<skipped message="not-tested; no room"/></testcase>',
        '  </testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
  });

  it('escapes markup and line ends, and drops what XML cannot hold', () => {
    const xml = writeJunit('s', aReport([aResult('broken', { seen: '<a b="c">&\n\u0000\uD800\u{1F600}' })]));
    expect(xml).toContain('message="broken; &#60;a b=&#34;c&#34;&#62;&#38;&#10;\uFFFD\uFFFD\u{1F600}"');
  });
});
