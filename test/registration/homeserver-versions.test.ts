import { describe, expect, it } from 'vitest';
import type { Capability } from '../../src/registration/homeserver-facts.js';
import { lintRegistration, type RegistrationFinding } from '../../src/registration/lint-registration.js';
import type { AppserviceRegistration } from '../../src/types.js';

const bare: AppserviceRegistration = {
  id: 'irc',
  url: 'http://127.0.0.1:29333',
  as_token: 'as',
  hs_token: 'hs',
  sender_localpart: 'ircbot',
  namespaces: { users: [{ exclusive: true, regex: '@irc_.*' }] },
};
const answers = ['keyQuery', 'keyClaim'] as const;
const msc3202 = 'org.matrix.msc3202';
const msc4190 = 'io.element.msc4190';
const oldEphemeral = 'de.sorunome.msc2409.push_ephemeral';

function decided(name: string, version: string, capability: Capability, flags: readonly string[]): RegistrationFinding {
  const registration = { ...bare, ...Object.fromEntries(flags.map((flag) => [flag, true])) };
  const findings = lintRegistration(registration, { name, version }, { answers });
  const [finding] = findings.filter((each) => each.capability === capability);
  if (finding === undefined) throw new Error(`${capability} is not decided`);
  return finding;
}

/** What a capability comes to: yes, yes with a setting, no without a flag, no, not known. */
const words = {
  'capability-works': 'works',
  'capability-needs-setting': 'if set',
  'capability-missing': 'missing',
  'capability-unavailable': 'never',
  'capability-unknown': 'unknown',
} as Partial<Record<RegistrationFinding['code'], string>>;

/** Versions before, at and after each border, with the flags that the registration has, and what comes of it. */
type Row = readonly [version: string, capability: Capability, flags: readonly string[], word: string, text?: RegExp];

const synapse: readonly Row[] = [
  ['1.80', 'ephemeral', [oldEphemeral], 'unknown'],
  ['1.81', 'ephemeral', [oldEphemeral], 'works'],
  ['1.155.9', 'ephemeral', ['receive_ephemeral'], 'missing'],
  ['1.156.0', 'ephemeral', ['receive_ephemeral'], 'works'],
  ['1.156.0', 'ephemeral', [oldEphemeral], 'missing', /does not honour the older flag/],
  ['1.157.0', 'ephemeral', [oldEphemeral], 'works'],
  ['1.155.0', 'toDevice', [oldEphemeral], 'if set', /msc2409_to_device_messages_enabled: true/],
  ['1.156.0', 'toDevice', [oldEphemeral], 'missing'],
  ['1.157.0', 'toDevice', [oldEphemeral], 'if set'],
  ['1.163.2', 'toDevice', [], 'missing'],
  ['1.163.2', 'deviceLists', [msc3202], 'if set', /msc3202_transaction_extensions: true/],
  ['1.163.2', 'keyCounts', [], 'missing'],
  ['1.163.2', 'fallbackKeyTypes', [msc3202], 'if set'],
  ['1.163.2', 'keyQuery', [], 'if set', /msc3984_appservice_key_query: true/],
  ['1.163.2', 'keyClaim', [], 'if set', /msc3983_appservice_otk_claims: true/],
  ['1.81', 'servedCrossSigningKeys', [], 'never', /upload them/],
  ['1.163.2', 'servedCrossSigningKeys', [], 'never', /upload them/],
  ['1.140.0', 'deviceMasquerading', [], 'if set', /only the parameter `org\.matrix\.msc3202\.device_id`/],
  ['1.141.0', 'deviceMasquerading', [], 'works', /500 from `\/sync`/],
  ['1.160.0', 'deviceMasquerading', [], 'works'],
  ['1.161.0', 'deviceMasquerading', [], 'works', /only the parameter `device_id`/],
  ['1.120.2', 'deviceCreation', [msc4190], 'never'],
  ['1.121.0', 'deviceCreation', [], 'missing'],
  ['1.140.0', 'deviceCreation', [msc4190], 'works'],
  ['1.141.0', 'deviceCreation', [], 'works'],
  ['1.109', 'crossSigningUpload', [], 'unknown'],
  ['1.110', 'crossSigningUpload', [], 'works', /only the first upload is free/],
  ['1.138.4', 'crossSigningUpload', [msc4190], 'works', /only the first upload is free/],
  ['1.139.0', 'crossSigningUpload', [], 'works', /unless `io\.element\.msc4190`/],
  ['1.141.0', 'crossSigningUpload', [], 'works', /will work$/],
];

const tuwunel: readonly Row[] = [
  ['0.9', 'keyQuery', [], 'unknown'],
  ['1.6.0', 'ephemeral', ['receive_ephemeral'], 'never'],
  ['1.6.1', 'ephemeral', [], 'missing'],
  ['1.6.1', 'ephemeral', ['receive_ephemeral'], 'works', /presence is not sent/],
  ['1.8.1', 'toDevice', [msc3202], 'never'],
  ['1.8.2', 'toDevice', [], 'works'],
  ['1.9.4', 'toDevice', [], 'works'],
  ['1.8.1', 'deviceLists', [msc3202], 'never'],
  ['1.8.2', 'deviceLists', [], 'missing'],
  ['1.8.2', 'deviceLists', [msc3202], 'works', /`left` is always empty/],
  ['1.8.1', 'keyCounts', [msc3202], 'never'],
  ['1.8.2', 'keyCounts', [msc3202], 'works'],
  ['1.8.1', 'fallbackKeyTypes', [msc3202], 'never'],
  ['1.8.2', 'fallbackKeyTypes', [msc3202], 'works'],
  ['1.8.2', 'keyQuery', [], 'never', /with any settings$/],
  ['1.8.3', 'keyQuery', [], 'works', /even if the appservice never answers/],
  ['1.9.1', 'keyQuery', [], 'works'],
  ['1.9.2', 'keyQuery', [], 'never', /removed in 1\.9\.2/],
  ['1.9.4', 'keyQuery', [], 'never', /removed in 1\.9\.2/],
  ['1.8.2', 'keyClaim', [], 'never'],
  ['1.8.3', 'keyClaim', [], 'works'],
  ['1.9.1', 'keyClaim', [], 'works'],
  ['1.9.2', 'keyClaim', [], 'never', /removed in 1\.9\.2/],
  ['1.8.3', 'servedCrossSigningKeys', [], 'never', /upload them/],
  ['1.6.0', 'deviceMasquerading', [], 'never'],
  ['1.6.1', 'deviceMasquerading', [], 'works'],
  ['1.6.0', 'deviceCreation', [msc4190], 'works', /the homeserver chooses the device's ID/],
  ['1.6.1', 'deviceCreation', [], 'missing'],
  ['1.6.1', 'deviceCreation', [msc4190], 'works', /answers 200 .* logging in is not refused/],
  ['1.7.1', 'deviceCreation', [msc4190], 'works', /answers 200/],
  ['1.8.0', 'deviceCreation', [msc4190], 'works', /will work$/],
  ['1.8.0', 'deviceCreation', ['device_management'], 'missing'],
  ['1.6.1', 'crossSigningUpload', [msc4190], 'works', /only the first upload is free/],
  ['1.6.2', 'crossSigningUpload', [msc4190], 'works', /unless `io\.element\.msc4190`/],
];

const continuwuity: readonly Row[] = [
  ['0.4', 'deviceCreation', [msc4190], 'unknown'],
  ['0.5.0', 'deviceMasquerading', [], 'never'],
  ['0.5.5', 'deviceMasquerading', [], 'never'],
  ['0.5.6', 'deviceMasquerading', [], 'works', /both parameters, .*, is refused/],
  ['26.6.2', 'deviceMasquerading', [], 'works', /both parameters, .*, is refused/],
  ['26.7.0', 'deviceMasquerading', [], 'works', /will work$/],
  ['0.5.8', 'deviceCreation', [], 'missing', /the homeserver chooses the device's ID/],
  ['0.5.8', 'deviceCreation', [msc4190], 'works', /the homeserver chooses the device's ID/],
  ['0.5.11', 'deviceCreation', [], 'missing'],
  ['26.6.0', 'deviceCreation', [], 'works', /the homeserver chooses the device's ID/],
  ['26.6.2', 'deviceCreation', [], 'works', /the homeserver chooses the device's ID/],
  ['26.7.0', 'deviceCreation', [], 'works', /will work$/],
  ['26.7.3', 'deviceCreation', [], 'works', /will work$/],
  ['26.7.3', 'toDevice', [msc3202, 'receive_ephemeral'], 'never'],
  ['26.7.3', 'ephemeral', ['receive_ephemeral'], 'never'],
  ['26.7.3', 'keyQuery', [], 'never'],
  ['26.7.3', 'servedCrossSigningKeys', [], 'never', /upload them/],
  ['0.5.11', 'crossSigningUpload', [], 'works', /only the first upload is free/],
  ['26.6.0', 'crossSigningUpload', [], 'works', /will work$/],
];

const dendrite: readonly Row[] = [
  ['0.15.2', 'keyQuery', [], 'never'],
  ['0.15.2', 'toDevice', [msc3202, 'receive_ephemeral'], 'never'],
  ['0.15.2', 'deviceMasquerading', [], 'never'],
  ['0.15.2', 'deviceCreation', [msc4190], 'never', /log in/],
  ['0.13.8', 'crossSigningUpload', [], 'never', /demands a password/],
  ['0.15.2', 'crossSigningUpload', [], 'works', /only the first upload is free/],
];

describe.each([
  ['Synapse', synapse],
  ['Tuwunel', tuwunel],
  ['continuwuity', continuwuity],
  ['Dendrite', dendrite],
])('on %s', (name, rows) => {
  const cases = rows.map(([version, capability, flags, word, text = /./]) => ({
    version,
    capability,
    flags,
    word,
    text,
  }));
  it.each(cases)(
    '$version: $capability with the flags $flags is: $word (rule G5)',
    ({ version, capability, flags, word, text }) => {
      const { code, message } = decided(name, version, capability, flags);
      expect(words[code]).toBe(word);
      expect(message).toMatch(text);
    },
  );
});

it('loses nothing by keys that are uploaded in place of being served (D3)', () => {
  for (const name of ['synapse', 'tuwunel', 'dendrite', 'conduwuit', 'continuwuity']) {
    expect(decided(name, '1', 'servedCrossSigningKeys', []).severity).not.toBe('error');
  }
  expect(decided('synapse', '1.163.2', 'servedCrossSigningKeys', [])).toMatchObject({
    code: 'capability-unavailable',
    severity: 'info',
  });
});

describe('a version that is newer than what was looked up (rule G10)', () => {
  it.each([
    ['synapse', '1.163', false],
    ['synapse', '1.163.2', false],
    ['synapse', '1.163.9', false],
    ['synapse', '1.164.0rc1', true],
    ['synapse', '3.0', true],
    ['tuwunel', '1.9.4', false],
    ['tuwunel', '1.9.5', true],
    ['tuwunel', '1.10', true],
    ['continuwuity', '26.7.3', false],
    ['continuwuity', '26.8.0-alpha.1', true],
    ['dendrite', '0.15.2', false],
    ['dendrite', '0.16', true],
    ['conduwuit', '0.6', true],
  ])('%s %s: it is said to be %s', (name, version, isNewer) => {
    const findings = lintRegistration(bare, { name, version });
    const newer = findings.filter(({ code }) => code === 'newer-version');
    expect(newer.length).toBe(isNewer ? 1 : 0);
    for (const { severity, message } of newer) {
      expect(severity).toBe('warning');
      expect(message).toContain('newer than');
      expect(message).toContain('2026-11-29');
    }
  });

  it('has no capability of which it is said that it works, or does not, but what the newest known one has', () => {
    const findings = lintRegistration(bare, { name: 'synapse', version: '3.0' });
    const about = findings.filter(({ capability }) => capability !== undefined);
    expect(new Set(about.map(({ code }) => code))).toEqual(new Set(['capability-unknown']));
    expect(about.find(({ capability }) => capability === 'deviceLists')).toMatchObject({
      flags: [msc3202],
      settings: ['experimental_features.msc3202_transaction_extensions: true'],
      lookedUp: { version: '1.163', code: 'capability-missing' },
    });
    expect(about.find(({ capability }) => capability === 'deviceCreation')?.message).toBe(
      'creating devices on Synapse 3.0: not looked up; on 1.163 it will work',
    );
  });

  it('is never called where no URL is, whatever else it does (N9)', () => {
    const findings = lintRegistration({ ...bare, url: null }, { name: 'tuwunel', version: '1.10' });
    const about = findings.find(({ capability }) => capability === 'keyQuery');
    expect(about).toMatchObject({ code: 'capability-missing', pointer: '/url' });
  });
});
