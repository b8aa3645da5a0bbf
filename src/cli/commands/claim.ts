import { isKeyClaimResponse } from '../../../generated/validators/index.js';
import { FindingCollector } from '../../findings.js';
import { isUserId } from '../../identifiers.js';
import { own } from '../../json-objects.js';
import { algorithmOf, isFallbackKey } from '../../keys/key-id.js';
import { restrictKeyClaimInto } from '../../keys/restrict-key-claim.js';
import { answerFindings, foreignUsers } from '../answer-findings.js';
import { answerLines } from '../print/answer-lines.js';
import { askAndReport, askJson, askOptions, pathOptions } from '../ask.js';
import { usageError } from '../cli-error.js';
import type { Command } from '../command.js';
import { hasErrors } from '../print/finding-lines.js';
import { hideInJson } from '../json/hide-in-json.js';
import { screenWidth } from '../world.js';

/** The `claim` command, which claims keys of an appservice's device. */
export const claim: Command = {
  name: 'claim',
  summary: 'claims keys of a device from a running appservice',
  operands: 'REGISTRATION USER DEVICE [ALGORITHM…]',
  about: [
    'Claims one-time keys of a device from the appservice of a registration file. Name an algorithm twice to claim ' +
      'two keys; the default is signed_curve25519. Shows the tried paths, the answer, and whether a homeserver would accept ' +
      'all of it. If it failed, says what to do.',
    'A claimed one-time key is gone: no one else can use it to write to the device. A fallback key stays.',
  ],
  options: { ...askOptions, ...pathOptions },
  examples: ["claim registration.yaml '@_irc_ann:example.org' GHOST signed_curve25519"],
  json: {
    ...askJson,
    answer: 'the answer as it came; null if there is none',
    keys: '[{ algorithm, asked, oneTimeKeys, fallbackKeys }]: the numbers that a homeserver accepts',
    findings: '[{ code, severity, pointer, message }]: the parts that a homeserver would not accept',
  },
  async run(input, world) {
    const [path, user, device, ...given] = input.operands;
    if (path === undefined || user === undefined || device === undefined) {
      throw usageError('claim needs a registration file, a user and a device');
    }
    if (!isUserId(user)) throw usageError(`${user} is not a user ID: it must begin with @`);
    const algorithms = given.length === 0 ? ['signed_curve25519'] : given;
    const asked = { [user]: Object.fromEntries([[device, algorithms]]) };
    return askAndReport(path, input, world, {
      what: 'key claims (MSC3983)',
      ask: (client) => client.claimKeys(asked),
      report: (answer, registration, hide) => {
        const restricted = restrictKeyClaimInto(answer, asked, new FindingCollector(hide));
        const findings = [
          ...answerFindings(restricted.findings, isKeyClaimResponse, answer, hide),
          ...foreignUsers(registration, [user], hide),
        ];
        const counts = countKeys(algorithms, own(own(restricted.answer, user), device) ?? {});
        const keys = counts.map((each) => ({ ...each, algorithm: hide(each.algorithm) }));
        const taken = keys.map((each) => [each.algorithm, takenOf(each)]);
        const shown = hideInJson(answer, hide);
        return {
          status: hasErrors(findings) ? 1 : 0,
          json: { answer: shown, keys, findings },
          lines: answerLines(shown, taken, findings, screenWidth(world)),
        };
      },
      withoutAnswer: { answer: null, keys: [], findings: [] },
    });
  },
};

/** The number of keys of one algorithm that were asked for, and that came. */
interface KeyCount {
  readonly algorithm: string;
  readonly asked: number;
  readonly oneTimeKeys: number;
  readonly fallbackKeys: number;
}

function countKeys(algorithms: readonly string[], keys: Readonly<Record<string, unknown>>): KeyCount[] {
  return [...new Set(algorithms)].map((algorithm) => {
    const mine = Object.entries(keys).filter(([id]) => algorithmOf(id) === algorithm);
    const fallbackKeys = mine.filter(([, key]) => isFallbackKey(key)).length;
    const asked = algorithms.filter((each) => each === algorithm).length;
    return { algorithm, asked, oneTimeKeys: mine.length - fallbackKeys, fallbackKeys };
  });
}

function takenOf({ asked, oneTimeKeys, fallbackKeys }: KeyCount): string {
  const fallback =
    fallbackKeys === 0 ? '' : `, and ${fallbackKeys === 1 ? 'a fallback key' : `${fallbackKeys} fallback keys`}`;
  return `${oneTimeKeys} of ${asked} ${asked === 1 ? 'one-time key' : 'one-time keys'}${fallback}`;
}
