import { askAppservice, askJson, askOptions } from '../ask.js';
import { usageError } from '../cli-error.js';
import type { Command } from '../command.js';
import { styled } from '../print/text.js';

/** Pings an appservice. */
export const ping: Command = {
  name: 'ping',
  summary: 'asks whether an appservice runs and takes the token',
  operands: 'REGISTRATION',
  about: [
    'Pings the appservice of a registration file: whether it can be reached from this machine, and takes the hs_token of the ' +
      'registration. Ping came with Matrix 1.7; an appservice that is older does not know the route, which says nothing about ' +
      'its other ones.',
  ],
  options: askOptions,
  examples: ['ping registration.yaml'],
  json: askJson,
  async run(input, world) {
    const [path, ...others] = input.operands;
    if (path === undefined || others.length > 0) throw usageError('ping takes one registration file');
    return askAppservice(path, input, world, {
      what: 'ping (Matrix 1.7)',
      ask: (client) => client.ping(),
      report: () => ({
        status: 0,
        json: {},
        lines: ['', [styled('green', 'ok:'), ' it is running, and takes the token']],
      }),
      withoutAnswer: {},
    });
  },
};
