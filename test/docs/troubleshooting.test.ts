import { describe, expect, it } from 'vitest';
import { appserviceChecks, homeserverChecks, liveHomeserverChecks } from '../../src/check/index.js';
import { projectFiles, readProjectFile } from '../helpers/project.js';

const page = readProjectFile('TROUBLESHOOTING.md');
const checks = [...homeserverChecks, ...appserviceChecks, ...liveHomeserverChecks];
/** The sources' texts, in one piece where they are put together of several. */
const sources = projectFiles('src', '.ts')
  .map(({ text }) => text.replaceAll(/['`] \+\s*['`]/g, ''))
  .join('\n');
const commands = ['check-homeserver', 'check-appservice', 'read-transaction', 'set-aside'];

function found(pattern: RegExp): string[] {
  return [...page.matchAll(pattern)].map(([, name = '']) => name);
}

describe('“Why can’t my bridge decrypt?”', () => {
  it('names rows of checks as the commands print them, with their IDs', () => {
    const named = [...page.matchAll(/(?<!\*)\*([^*\n]+)\*(?!\*)(?: \(`([a-z0-9-]+)`\))?/g)].filter(
      ([, title]) => title !== 'in italics',
    );
    expect(named.length).toBeGreaterThan(25);
    const unknown = named.filter(
      ([, title, id]) => !checks.some((check) => check.title === title && (id === undefined || check.id === id)),
    );
    expect(unknown.map(([text]) => text)).toEqual([]);
  });

  it('names findings by codes that exist', () => {
    const codes = [...readProjectFile('src/findings.ts').matchAll(/^ {2}\| '([a-z-]+)'/gm)].map(
      ([, code = '']) => code,
    );
    expect(codes.length).toBeGreaterThan(40);
    const known = new Set([...codes, ...checks.map(({ id }) => id), ...commands]);
    const named = found(/`([a-z0-9]+(?:-[a-z0-9]+)+)`/g);
    expect(named.filter((name) => codes.includes(name)).length).toBeGreaterThan(20);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('quotes texts that the encryption has', () => {
    const quoted = found(/“([^”]+)”/g);
    expect(quoted.length).toBeGreaterThan(10);
    expect(quoted.filter((text) => !sources.includes(text.replaceAll('`', '\\`')) && !sources.includes(text))).toEqual(
      [],
    );
  });

  it('names error codes, and codes of withheld keys, that exist', () => {
    const named = [...found(/`([A-Z]{3,}(?:_[A-Z]+)*)`/g), ...found(/`(m\.[a-z_]+)`/g)];
    expect(named).toContain('DEVICE_REPLACED');
    expect(named).toContain('m.no_olm');
    expect(named.filter((name) => !sources.includes(`'${name}'`))).toEqual([]);
  });

  it('has each symptom lead to a section, which has a table of checks', () => {
    const [beginning = '', ...sections] = page.split(/^## /m);
    const leads = beginning.match(/\]\(#[^)]+\) \|$/gm) ?? [];
    expect(leads).toHaveLength(sections.length);
    for (const section of sections) expect(section).toMatch(/^\|---\|---\|/m);
  });
});
