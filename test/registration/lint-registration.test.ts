import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldNames } from '../../generated/names.js';
import { capabilities, type Capability, knownHomeservers } from '../../src/registration/homeserver-facts.js';
import { lintRegistration, type RegistrationFinding } from '../../src/registration/lint-registration.js';
import { readRegistration } from '../../src/registration/read-registration.js';
import type { AppserviceRegistration } from '../../src/types.js';
import { deepFreeze } from '../helpers/deep-freeze.js';
import { readExample } from '../helpers/read-example.js';

const full = deepFreeze(readRegistration(readExample('registration')).registration);
const minimal = readRegistration(readExample('registration-minimal')).registration;
const oldFlag = fieldNames.Registration.receive_ephemeral.unstable[0];
const namespaces = { users: [{ exclusive: true, regex: '@_bridge_.*' }] };
const bare: AppserviceRegistration = deepFreeze({ ...minimal, url: 'http://localhost:9000', namespaces });

/** The one finding that decides a capability. */
function decided(findings: readonly RegistrationFinding[], capability: Capability): RegistrationFinding {
  const [finding, ...others] = findings.filter((each) => each.capability === capability);
  if (finding === undefined || others.length > 0) throw new Error(`${capability} should be decided once`);
  return finding;
}

const codes = (findings: readonly RegistrationFinding[]): string[] => findings.map(({ code }) => code);

describe('on Synapse', () => {
  it.each<[string, Record<string, boolean>, string, string]>([
    ['1.155.0', { [oldFlag]: true }, 'capability-works', `/${oldFlag}`],
    ['1.155.0', { receive_ephemeral: true }, 'capability-missing', ''],
    ['1.155.0', { [oldFlag]: false }, 'capability-missing', `/${oldFlag}`],
    ['1.156.0', { [oldFlag]: true }, 'capability-missing', ''],
    ['1.156.0', { receive_ephemeral: true }, 'capability-works', '/receive_ephemeral'],
    ['1.157.0rc1', { [oldFlag]: true }, 'capability-works', `/${oldFlag}`],
    ['1.157', { receive_ephemeral: true }, 'capability-works', '/receive_ephemeral'],
    ['1.157', { receive_ephemeral: false, [oldFlag]: true }, 'capability-works', `/${oldFlag}`],
    ['1.157', {}, 'capability-missing', ''],
    ['1.60', { [oldFlag]: true }, 'capability-unknown', ''],
  ])('%s with %j, ephemeral events are: %s at %j (G5)', (version, flags, code, pointer) => {
    const findings = lintRegistration({ ...bare, ...flags }, { name: 'synapse', version });
    expect(decided(findings, 'ephemeral')).toMatchObject({ code, pointer });
  });

  it.each(['deviceLists', 'keyCounts', 'fallbackKeyTypes'] as const)(
    'says which line %s needs, and which setting (G5)',
    (capability) => {
      const finding = decided(lintRegistration(bare, { name: 'synapse', version: '1.157' }), capability);
      expect(finding).toMatchObject({ code: 'capability-missing', severity: 'error', pointer: '' });
      expect(finding.message).toContain('add `org.matrix.msc3202: true` to the registration');
      expect(finding.message).toContain(
        'set `experimental_features.msc3202_transaction_extensions: true` in homeserver.yaml',
      );
    },
  );

  it.each([
    ['keyQuery', 'experimental_features.msc3984_appservice_key_query: true'],
    ['keyClaim', 'experimental_features.msc3983_appservice_otk_claims: true'],
  ] as const)(
    'offers the setting for %s where the appservice answers, and not where nothing says so (G5)',
    (capability, setting) => {
      const homeserver = { name: 'synapse', version: '1.157' };
      const offered = decided(lintRegistration(bare, homeserver, { answers: [capability] }), capability);
      expect(offered).toMatchObject({ code: 'capability-needs-setting', severity: 'warning', settings: [setting] });
      expect(offered.message).toContain(`\`${setting}\``);
      const other = capability === 'keyQuery' ? 'keyClaim' : 'keyQuery';
      for (const answers of [undefined, [], [other]] as const) {
        const held = decided(lintRegistration(bare, homeserver, { answers }), capability);
        expect(held).toMatchObject({ code: 'capability-needs-setting', severity: 'info', settings: [] });
        expect(held.message).not.toContain(setting);
        expect(held.message).toContain('asked in vain');
      }
    },
  );

  it.each([
    ['1.120', {}, 'capability-unavailable'],
    ['1.140.9', {}, 'capability-missing'],
    ['1.140.9', { 'io.element.msc4190': true }, 'capability-works'],
    ['1.141', {}, 'capability-works'],
  ])('%s with %j, creating devices is: %s (G5 G7)', (version, flags, code) => {
    const findings = lintRegistration({ ...bare, ...flags }, { name: 'synapse', version });
    expect(decided(findings, 'deviceCreation').code).toBe(code);
  });

  it.each([
    ['1.140', 'capability-needs-setting', 'org.matrix.msc3202.device_id'],
    ['1.141', 'capability-works', 'will work'],
    ['1.161', 'capability-works', 'only the parameter `device_id`'],
  ])('%s says how devices are named: %s, %s (G5 G6)', (version, code, text) => {
    const finding = decided(lintRegistration(bare, { name: 'synapse', version }), 'deviceMasquerading');
    expect(finding.code).toBe(code);
    expect(finding.message).toContain(text);
  });

  it('warns of both ephemeral flags from 1.156 on, as each list is sent twice, and not before (G5)', () => {
    const both = { ...bare, receive_ephemeral: true, [oldFlag]: true };
    const twice = (registration: AppserviceRegistration, version: string): number =>
      codes(lintRegistration(registration, { name: 'synapse', version })).filter((code) => code === 'flags-send-twice')
        .length;
    expect(twice(both, '1.155')).toBe(0);
    expect(twice(both, '1.156')).toBe(1);
    expect(twice({ ...both, [oldFlag]: false }, '1.156')).toBe(0);
  });

  it('without a version tells what holds in all versions, and lists the rest per version (G5)', () => {
    for (const version of [undefined, 'main']) {
      const findings = lintRegistration(bare, { name: 'synapse', version });
      expect(findings[0]).toMatchObject({ code: 'unknown-version', severity: 'warning' });
      expect(decided(findings, 'deviceLists').code).toBe('capability-missing');
      expect(decided(findings, 'deviceCreation').code).toBe('capability-unknown');
      expect(decided(findings, 'deviceCreation').message).toMatch(/before 1\.141.*from 1\.141 on it will work/);
      expect(decided(findings, 'ephemeral')).toMatchObject({
        code: 'capability-missing',
        flags: [oldFlag, 'receive_ephemeral'],
      });
    }
  });
});

describe('on other homeservers', () => {
  it.each(['dendrite', 'conduwuit', 'continuwuity'])('tells that %s asks for no keys, whatever is set (G5)', (name) => {
    const findings = lintRegistration(full, { name });
    for (const capability of ['keyQuery', 'keyClaim', 'toDevice', 'deviceLists'] as const) {
      expect(decided(findings, capability)).toMatchObject({ code: 'capability-unavailable', severity: 'error' });
    }
  });

  it('says of a version that was not looked up from which version on something is known (G5)', () => {
    const finding = decided(lintRegistration(bare, { name: 'tuwunel', version: '0.8' }), 'keyQuery');
    expect(finding.code).toBe('capability-unknown');
    expect(finding.message).toContain('from 1.8.3 on and before 1.9.2 it will work');
  });

  it('says without a version which facts are of some versions alone, and only where there are such (G5)', () => {
    expect(codes(lintRegistration(full, { name: 'conduwuit' }))).not.toContain('unknown-version');
    const findings = lintRegistration(bare, { name: 'continuwuity' });
    expect(findings[0]?.code).toBe('unknown-version');
    expect(decided(findings, 'deviceCreation').message).toMatch(
      /before 26\.6 it will not work.*from 26\.7 on it will work/,
    );
  });

  it('says of a homeserver that is not known which ones are, and what the specification asks for (G5)', () => {
    const findings = lintRegistration(bare, { name: 'Conduit', version: '0.10' });
    expect(findings[0]).toMatchObject({ code: 'unknown-homeserver', severity: 'warning', pointer: '' });
    for (const { name } of knownHomeservers) expect(findings[0]?.message).toContain(name);
    expect(codes(findings.slice(1))).toEqual(capabilities.map(() => 'capability-unknown'));
    expect(decided(findings, 'ephemeral').message).toContain('add `receive_ephemeral: true` to the registration');
    expect(decided(lintRegistration(full, { name: 'Conduit' }), 'ephemeral').flags).toEqual([]);
  });
});

describe('whatever the homeserver', () => {
  const names = [...knownHomeservers.map(({ name }) => name), 'another'];

  it.each(names)('on %s nothing that calls the appservice works with a url that is null or empty (N9)', (name) => {
    for (const url of [null, '']) {
      const findings = lintRegistration({ ...full, url }, { name, version: '1.161' });
      for (const { id, isCalled } of capabilities) {
        const { code, pointer } = decided(findings, id);
        if (isCalled && code !== 'capability-unavailable')
          expect([code, pointer]).toEqual(['capability-missing', '/url']);
        else expect(pointer).not.toBe('/url');
      }
    }
  });

  it('warns of a registration that owns nobody but its sender (G1)', () => {
    const shared = { ...bare, namespaces: { users: [{ exclusive: false, regex: '.*' }] } };
    const about = { code: 'no-exclusive-users', severity: 'warning' };
    expect(lintRegistration(shared, { name: 'tuwunel' }).at(-1)).toMatchObject({
      ...about,
      pointer: '/namespaces/users',
    });
    expect(lintRegistration(minimal, { name: 'other' }).at(-1)).toMatchObject({ ...about, pointer: '' });
    expect(codes(lintRegistration(bare, { name: 'tuwunel' }))).not.toContain('no-exclusive-users');
  });

  it('decides every capability once, in the same order, and once the lines are added none is missing (G5)', () => {
    const flags = [oldFlag, 'receive_ephemeral', 'org.matrix.msc3202', 'io.element.msc4190', 'device_management'];
    const version = fc.option(fc.tuple(fc.constant(1), fc.nat(200)).map((numbers) => numbers.join('.')));
    const chosen = fc.dictionary(fc.constantFrom(...flags), fc.boolean());
    fc.assert(
      fc.property(fc.constantFrom(...names), version, chosen, (name, number, set) => {
        const homeserver = { name, version: number ?? undefined };
        const findings = lintRegistration({ ...bare, ...set }, homeserver);
        const about = findings.flatMap(({ capability }) => capability ?? []);
        expect(about).toEqual(capabilities.map(({ id }) => id));
        const added = Object.fromEntries(findings.flatMap((each) => each.flags ?? []).map((flag) => [flag, true]));
        const again = codes(lintRegistration({ ...bare, ...set, ...added }, homeserver));
        expect(again).not.toContain('capability-missing');
      }),
    );
  });

  it('shows no token, and survives any name and version (S5)', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, version) => {
        const text = JSON.stringify(lintRegistration(full, { name, version }));
        expect(text.includes(full.as_token) || text.includes(full.hs_token)).toBe(false);
      }),
    );
    expect(lintRegistration(full, { name: '__proto__', version: '1' })[0]?.code).toBe('unknown-homeserver');
  });

  it.each([
    ['@ircbot:example.org', 'synapse', 'refused-by-homeserver'],
    ['@ircbot', 'synapse', 'refused-by-homeserver'],
    ['irc bot', 'synapse', 'refused-by-homeserver'],
    ['irc=bot', 'synapse', 'refused-by-homeserver'],
    ['', 'synapse', 'malformed-localpart'],
    ['', 'dendrite', 'refused-by-homeserver'],
    ['@ircbot:example.org', 'dendrite', 'malformed-localpart'],
    ['@ircbot:example.org', 'tuwunel', 'refused-by-homeserver'],
    ['@ircbot', 'tuwunel', 'malformed-localpart'],
    ['@ircbot', 'continuwuity', 'refused-by-homeserver'],
    ['@ircbot:example.org', 'continuwuity', 'malformed-localpart'],
    ['ircbot:example.org', 'continuwuity', 'refused-by-homeserver'],
    ['@ircbot', 'another', 'malformed-localpart'],
    ['IrcBot', 'synapse', 'malformed-localpart'],
  ])('of the sender %j on %s has one finding: %s (G8)', (sender, name, code) => {
    const findings = lintRegistration({ ...bare, sender_localpart: sender }, { name });
    const about = findings.filter(({ pointer }) => pointer === '/sender_localpart');
    const severity = code === 'refused-by-homeserver' ? 'error' : 'warning';
    expect(about).toMatchObject([{ code, severity }]);
  });

  it.each(['ircbot', '_irc.bot-1', 'irc/bot~'.replace('~', '')])(
    'has nothing to say of the sender %j (G8)',
    (sender) => {
      for (const name of names) {
        const findings = lintRegistration({ ...bare, sender_localpart: sender }, { name });
        expect(findings.filter(({ pointer }) => pointer === '/sender_localpart')).toEqual([]);
      }
    },
  );
});
