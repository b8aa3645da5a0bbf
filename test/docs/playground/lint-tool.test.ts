import { describe, expect, it } from 'vitest';
import { lintTool } from '../../../scripts/docs/playground/lint-tool.js';
import { yamlPlace } from '../../../scripts/docs/playground/yaml-place.js';
import { codeOf, linesOf, remarksOf, rowsOf } from './outcomes.js';

const yaml = `id: irc
url: http://127.0.0.1:9999
as_token: s3cret-as
hs_token: s3cret-hs
sender_localpart: _irc_bot
namespaces:
  users:
  - exclusive: true
    regex: '@_irc_.*:example\\.org'
  - exclusive: true
    regex: '@s3cret-as:other\\.example'
`;

describe('the playground’s check of a registration', () => {
  it('says what works on a homeserver, why, and which lines are missing where', async () => {
    const outcome = await lintTool.run({ registration: yaml, homeserver: 'Synapse', version: '1.157' });
    expect(outcome.state).toBe('bad');
    expect(outcome.summary).toMatch(/^The registration lacks \d+ lines for Synapse 1\.157\.$/);
    const rows = new Map(rowsOf(outcome).map(([feature = '', ...rest]) => [feature, rest]));
    expect(rows.get('device lists')?.[0]).toBe('no: lacks a line');
    expect(rows.get('creating devices')?.[0]).toMatch(/yes|no/);
    expect(codeOf(outcome, 'Add to the registration')).toContain('org.matrix.msc3202: true');
    expect(codeOf(outcome, 'homeserver.yaml of Synapse')).toContain('experimental_features:');
  });

  it('suggests the settings for key requests only of an appservice that answers them', async () => {
    const values = { registration: yaml, homeserver: 'Synapse', version: '1.157' };
    const needed = async (more: object): Promise<string> =>
      codeOf(await lintTool.run({ ...values, ...more }), 'homeserver.yaml') ?? '';
    expect(await needed({})).not.toContain('msc3984');
    expect(await needed({ keyQuery: 'yes' })).toContain('msc3984');
  });

  it('compares all homeservers without one, and shows a finding at its line without tokens', async () => {
    const outcome = await lintTool.run({ registration: yaml, serverName: 'example.org' });
    expect(rowsOf(outcome)[0]?.length).toBeGreaterThan(3);
    expect(linesOf(outcome).join()).toContain('Choose a homeserver for the reasons');
    const [remark] = remarksOf(outcome).filter(({ pointer }) => pointer.includes('/users/1'));
    expect(remark?.place).toMatchObject({ field: 'registration', line: 11 });
    expect(JSON.stringify(remark?.message)).not.toContain('s3cret');
  });

  it('finds fault with the url, and with no line, where it keeps the homeserver from calling', async () => {
    const registration = yaml.replace(/url: .*/, 'url: null');
    const outcome = await lintTool.run({ registration, homeserver: 'Synapse' });
    expect(outcome).toMatchObject({
      state: 'note',
      summary: 'The registration lacks no line for Synapse 1.163, but with its url the appservice gets nothing.',
    });
    const rows = new Map(rowsOf(outcome).map(([feature = '', ...rest]) => [feature, rest]));
    expect(rows.get('device lists')?.[0]).toBe('no: see url');
    expect(codeOf(outcome, 'Add to the registration')).toBeUndefined();
  });

  it.each([
    ['', 'note', /Paste a registration/, undefined],
    ['id: [', 'bad', /cannot be used/, 1],
    [yaml.replace('s3cret-as', '5'), 'bad', /cannot be used/, 3],
    [yaml.replace('exclusive: true', 'exclusive: 3'), 'bad', /cannot be used/, 8],
    ['__proto__: {}\n', 'bad', /cannot be used/, 1],
  ])('explains what is no registration: %j', async (registration, state, summary, line) => {
    const outcome = await lintTool.run({ registration });
    expect(outcome.state).toBe(state);
    expect(outcome.summary).toMatch(summary);
    expect(remarksOf(outcome)[0]?.place?.line).toBe(line);
  });

  it('finds all fine where nothing is missing', async () => {
    const flags =
      'de.sorunome.msc2409.push_ephemeral: true\norg.matrix.msc3202: true\nio.element.msc4190: true\nreceive_ephemeral: true\n';
    const outcome = await lintTool.run({ registration: yaml + flags, homeserver: 'Tuwunel' });
    expect(outcome).toMatchObject({
      state: 'good',
      summary: expect.stringMatching(/every line .* for Tuwunel/) as unknown,
    });
  });
});

describe('the place of a field in YAML', () => {
  it.each([
    ['/id', 1, 1],
    ['/namespaces', 6, 1],
    ['/namespaces/users', 7, 3],
    ['/namespaces/users/0/exclusive', 8, 5],
    ['/namespaces/users/1/regex', 11, 5],
    ['/namespaces/users/9/regex', 7, 3],
    ['/none', 1, 1],
    ['', 1, 1],
  ])('of %s is line %i', (pointer, line, column) => {
    expect(yamlPlace(yaml, pointer)).toEqual({ line, column });
  });

  it('is found among comments, quotation marks and blank lines', () => {
    const text = '# a\n\n"id": x\r\n\'a~/b\' : # c\n    # d\n    - 1\n\n    - c: 2\n';
    expect(yamlPlace(text, '/id').line).toBe(3);
    expect(yamlPlace(text, '/a~0~1b/1/c')).toEqual({ line: 8, column: 7 });
  });
});
