import { isKeyQueryResponse } from '../../../generated/validators/index.js';
import { isUserId } from '../../identifiers.js';
import { FindingCollector } from '../../findings.js';
import type { HideSecrets } from '../../hide-secrets.js';
import { restrictKeyQueryInto } from '../../keys/restrict-key-query.js';
import { unsignedCrossSigningKeys } from '../../keys/unsigned-cross-signing-keys.js';
import type { KeyQuery, KeyQueryResponse } from '../../types.js';
import { answerFindings, badDeviceSignatures, foreignUsers } from '../answer-findings.js';
import { answerLines } from '../print/answer-lines.js';
import { askAndReport, askJson, askOptions, pathOptions } from '../ask.js';
import { usageError } from '../cli-error.js';
import type { Command } from '../command.js';
import { hasErrors } from '../print/finding-lines.js';
import { hideInJson } from '../json/hide-in-json.js';
import { keyOriginsOf } from '../key-origins.js';
import { keyName } from '../print/origin-lines.js';
import { screenWidth } from '../world.js';

/** The `query` command, which asks an appservice for keys. */
export const query: Command = {
  name: 'query',
  summary: 'asks a running appservice for the keys of users',
  operands: 'REGISTRATION USER…',
  about: [
    'Asks the appservice of a registration file for all devices and cross-signing keys of users, on the same paths and in the ' +
      'same order as the key proxy. Shows the tried paths, the answer, and whether a homeserver would accept all of it ' +
      'and clients would use the devices. If it failed, says what to do.',
  ],
  options: { ...askOptions, ...pathOptions },
  examples: ["query registration.yaml '@_irc_ann:example.org'"],
  json: {
    ...askJson,
    answer: 'the answer as it came; null if there is none',
    findings:
      '[{ code, severity, pointer, message }]: the parts that a homeserver would not accept, or a client not use',
  },
  async run(input, world) {
    const [path, ...users] = input.operands;
    if (path === undefined || users.length === 0) throw usageError('query needs a registration file and users');
    for (const user of users) if (!isUserId(user)) throw usageError(`${user} is not a user ID: it must begin with @`);
    const asked: KeyQuery = Object.fromEntries(users.map((user) => [user, []]));
    return askAndReport(path, input, world, {
      what: 'key queries (MSC3984)',
      ask: (client) => client.queryKeys(asked),
      report: async (answer, registration, hide) => {
        const restricted = restrictKeyQueryInto(answer, asked, new FindingCollector(hide));
        const findings = [
          ...answerFindings(restricted.findings, isKeyQueryResponse, answer, hide),
          ...unsignedCrossSigningKeys(restricted.answer, users.filter(isUserId), hide),
          ...(await badDeviceSignatures(restricted.answer, hide)),
          ...foreignUsers(registration, users, hide),
        ];
        const taken = users.map((user) => [hide(user), keysOf(user, restricted.answer, hide)]);
        const shown = hideInJson(answer, hide);
        return {
          status: hasErrors(findings) ? 1 : 0,
          json: { answer: shown, findings },
          lines: answerLines(shown, taken, findings, screenWidth(world)),
        };
      },
      withoutAnswer: { answer: null, findings: [] },
    });
  },
};

/** Lists a user's keys: `devices A and B, master key`. */
function keysOf(user: string, answer: KeyQueryResponse, hide: HideSecrets): string {
  const origins = keyOriginsOf({ homeserver: {}, appservice: answer, merged: answer }).filter(
    (each) => each.user === user,
  );
  const names = origins.map(({ kind, device }) => (device === undefined ? keyName(kind) : `device ${hide(device)}`));
  return names.length === 0 ? 'nothing: the homeserver’s own keys stay' : names.join(', ');
}
