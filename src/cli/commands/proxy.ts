import type { Command } from '../command.js';
import { proxySettingsOf } from '../proxy/proxy-settings.js';
import { runProxy } from '../proxy/run-proxy.js';

/** Runs the key proxy in front of a homeserver that asks no appservice. */
export const proxyCommand: Command = {
  name: 'proxy',
  summary: 'runs in front of a homeserver, and merges the keys of appservices into its answers',
  operands: 'REGISTRATION…',
  about: [
    'Passes every request on to the homeserver. Into its answers to key queries, key claims and device lists it merges ' +
      'the keys that appservices serve for their users (MSC3984, MSC3983), so the homeserver needs to know neither. ' +
      'Tokens, signatures, limits and errors stay those of the homeserver: appservices are asked only after it has ' +
      'answered with a 200. An appservice has 5 seconds; without its answer, that of the homeserver goes out as it came.',
    'Give the homeserver’s address to the proxy alone, and that of the proxy to clients, other servers, or the server ' +
      'in front. The proxy holds no state, so several can run side by side. OPERATORS.md has configurations for nginx ' +
      'and Docker.',
    'Limits: the homeserver marks its fallback key of a device as used before the appservice is asked. Keys that a ' +
      'device only serves are lost to other servers in time, since the homeserver’s updates to them do not mention ' +
      'these (rule D2): upload device keys if it federates. Turn the homeserver’s own support for MSC3983 and MSC3984 off.',
    'Addresses of clients are believed (X-Forwarded-For and the like) from servers on this machine, and from those ' +
      'listed by --trusted-proxies. The homeserver must believe those of the proxy.',
    'SIGHUP reads registrations and certificate again; if one of them is wrong, all stay as they were. SIGTERM stops ' +
      'the proxy when the requests in progress have ended, or after 8 seconds.',
  ],
  options: {
    'homeserver-url': { value: 'URL', about: 'where the proxy reaches the homeserver' },
    'server-name': { value: 'NAME', about: 'the homeserver’s name, as in user IDs' },
    listen: { value: 'ADDR', about: 'where to listen, such as 127.0.0.1:8009; a port alone is one of 127.0.0.1' },
    'federation-listen': { value: 'ADDR', about: 'where to listen for other servers, with TLS' },
    cert: { value: 'FILE', about: 'certificates for that, in PEM: its own first' },
    key: { value: 'FILE', about: 'its private key, in PEM' },
    metrics: { value: 'ADDR', about: 'where to serve /metrics for Prometheus' },
    'trusted-proxies': { value: 'LIST', about: 'addresses and networks of servers in front, such as 172.16.0.0/12' },
  },
  examples: [
    'proxy irc.yaml --server-name example.org \\\n    --homeserver-url http://127.0.0.1:8008 --listen 127.0.0.1:8009',
  ],
  json: {
    requests: 'the number of requests, when the proxy stops',
    merged: '{ queryKeys, claimKeys, userDevices }: answers into which keys were merged',
    unmerged: 'answers that stayed as they came although they should not, by reason',
    upgrades: 'WebSockets',
    failures: 'requests that did not reach the homeserver, or got no answer, by the code of the error',
  },
  async run(input, world) {
    const counts = await runProxy(proxySettingsOf(input), world);
    const { requests, merged, failures } = counts;
    const keys = Object.values(merged).reduce((sum, count) => sum + count, 0);
    const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
    return {
      status: 0,
      json: { ...counts },
      lines: [
        `Stopped. Requests: ${requests}; without an answer: ${failed}.`,
        `Answers with keys of appservices: ${keys}.`,
      ],
    };
  },
};
