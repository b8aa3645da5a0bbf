import { askAndReport, askJson, askOptions } from '../ask.js';
import { usageError } from '../cli-error.js';
import type { Command } from '../command.js';
import { styled } from '../print/text.js';

/** The `ping` command. */
export const ping: Command = {
  name: 'ping',
  summary: 'checks that an appservice runs and accepts the token',
  operands: 'REGISTRATION',
  about: [
    'Pings the appservice of a registration file, to check that this machine can reach it and that it accepts the hs_token of the ' +
      'registration. Ping was added in Matrix 1.7. An older appservice does not know the route, which says nothing about ' +
      'its other routes.',
  ],
  options: askOptions,
  examples: ['ping registration.yaml'],
  json: askJson,
  async run(input, world) {
    const [path, ...others] = input.operands;
    if (path === undefined || others.length > 0) throw usageError('ping needs exactly one registration file');
    return askAndReport(path, input, world, {
      what: 'ping (Matrix 1.7)',
      ask: (client) => client.ping(),
      report: () => ({
        status: 0,
        json: {},
        lines: ['', [styled('green', 'ok:'), ' it is running, and accepts the token']],
      }),
      withoutAnswer: {},
    });
  },
};
