import type { IncomingMessage } from 'node:http';
import { ConnectionError, isMatrixAppserviceError } from '../../errors.js';
import type { HttpResponse } from '../../http/matrix-response.js';
import { createAnswerMerger, type AnswerMerger } from '../../proxy/answer-merger.js';
import { createViewers } from '../../proxy/viewers.js';
import { isCalled } from '../../registration/registration-fields.js';
import type { AppserviceRegistration } from '../../types.js';
import { CliError } from '../cli-error.js';
import { table } from '../print/table.js';
import { styled, type Text } from '../print/text.js';
import { screenWidth, type World } from '../world.js';
import { createForwarding } from './forwarding.js';
import { asksToClose } from './forwarded-headers.js';
import { listen, type ListeningServer, type ServerHandler } from './listening.js';
import { adviceIfUnreachable } from './reach-homeserver.js';
import { createProxyLog, type ProxyLog } from './proxy-log.js';
import { createProxyCounts, proxyMetricsText } from './proxy-metrics.js';
import { readProxyFiles, type ProxyFiles, type ProxySettings } from './proxy-settings.js';
import { createRequestHandler, type ProxyCounts, type UnmergedReason } from './request-handler.js';

/** The time for requests in progress after the signal to stop, in milliseconds: less than what Docker allows. */
const graceMs = 8000;

/** The time for appservices to answer, in milliseconds: less than what other servers wait for ours. */
const appserviceTimeoutMs = 5000;

/**
 * Runs the proxy until it is told to stop.
 *
 * @returns What became of the requests.
 * @throws {CliError} and {RegistrationError} for files and addresses that cannot be used at the start.
 */
export async function runProxy(settings: ProxySettings, world: World): Promise<ProxyCounts> {
  const log = createProxyLog(world);
  const files = await readProxyFiles(settings);
  const { homeserverUrl, serverName } = settings;
  const { fetch } = world;
  const merger = createAnswerMerger({
    serverName,
    registrations: files.registrations,
    fetch,
    timeoutMs: appserviceTimeoutMs,
    onFailure: log.reportFailure,
    onFinding: log.reportFinding,
  });
  const counts = createProxyCounts();
  let stopping = false;
  const isLast = (request: IncomingMessage): boolean => stopping || asksToClose(request);
  const forwarding = await createForwarding({
    homeserverUrl,
    isLast,
    onFailure: (given) => {
      const { code, message } = new ConnectionError(given);
      counts.failures[code] = (counts.failures[code] ?? 0) + 1;
      log.warn(`the homeserver at ${homeserverUrl}: ${message}`);
    },
  });
  const handler = createRequestHandler({
    forwarding,
    merger,
    viewers: createViewers({ homeserverUrl, fetch }),
    trusts: settings.trusts,
    isLast,
    counts,
    onUnmerged: (reason, error) => {
      const failure = isMatrixAppserviceError(error) ? error.message : 'a fault of this program';
      log.warn(`no keys were added to an answer: ${reason === 'failed' ? failure : reasonsNotToMerge[reason]}`);
    },
  });
  const servers = await listenAll(settings, files, handler, metricsHandler(counts, merger));
  const stop = untilStopped(world, () => reload(settings, merger, servers, log));
  for (const warning of files.warnings) log.warn(warning);
  log.info(startLines(settings, servers, files.registrations, world.isTerminal.stderr ? screenWidth(world) : Infinity));
  const beforeStop = new AbortController();
  void adviceIfUnreachable(homeserverUrl, fetch, beforeStop.signal).then((advice) => {
    if (advice !== undefined) log.warn(`${advice} Until it can be reached, requests fail.`);
  });
  await stop;
  stopping = true;
  beforeStop.abort();
  log.info([`stopping: requests in progress have ${graceMs / 1000} seconds`]);
  await Promise.all(servers.map(({ server }) => server.close(graceMs)));
  forwarding.close();
  return counts;
}

const reasonsNotToMerge: Readonly<Record<Exclude<UnmergedReason, 'failed'>, string>> = {
  'request-too-large': 'the request has more than 8 MiB',
  'request-too-slow': 'the request took more than two minutes to pass through',
  'memory-full': 'other large requests in progress take 128 MiB',
  compressed: 'it is compressed, although it was asked for uncompressed: change that in the server that answers',
  'answer-too-large': 'it has more than 64 MiB',
};

/** Waits for the signal to stop, and reloads at each signal to do so. */
function untilStopped(world: World, onReload: () => Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    let reloads = Promise.resolve();
    const off = world.onSignal((signal) => {
      if (signal === 'SIGHUP') {
        reloads = reloads.then(onReload);
        return;
      }
      // The next one ends the process at once.
      off();
      resolve();
    });
  });
}

/** Reads all files again. If any cannot be used, everything stays as it is. */
async function reload(
  settings: ProxySettings,
  merger: AnswerMerger,
  servers: readonly NamedServer[],
  log: ProxyLog,
): Promise<void> {
  try {
    const { registrations, warnings, certificate } = await readProxyFiles(settings);
    const federation = servers.find(({ name }) => name === 'federation')?.server;
    // This is the last step that can fail.
    merger.setRegistrations(registrations);
    if (certificate !== undefined) federation?.useCertificate(certificate);
    for (const warning of warnings) log.warn(warning);
    log.info([`reloaded: ${namesOf(registrations)}`]);
  } catch (error) {
    const isKnown = error instanceof CliError || isMatrixAppserviceError(error);
    log.error(`not reloaded, and everything stays as it was: ${isKnown ? error.message : 'a fault of this program'}`);
  }
}

interface NamedServer {
  readonly name: 'clients' | 'federation' | 'metrics';
  readonly server: ListeningServer;
}

/** Listens at all addresses, or at none. */
async function listenAll(
  { clients, federation, metrics }: ProxySettings,
  { certificate }: ProxyFiles,
  handler: ServerHandler,
  ofMetrics: ServerHandler,
): Promise<NamedServer[]> {
  const servers: NamedServer[] = [];
  try {
    servers.push({ name: 'clients', server: await listen('--listen', clients, handler) });
    if (federation !== undefined && certificate !== undefined) {
      const server = await listen('--federation-listen', federation.address, handler, certificate);
      servers.push({ name: 'federation', server });
    }
    if (metrics !== undefined) servers.push({ name: 'metrics', server: await listen('--metrics', metrics, ofMetrics) });
    return servers;
  } catch (error) {
    await Promise.all(servers.map(({ server }) => server.close(0)));
    throw error;
  }
}

function metricsHandler(counts: ProxyCounts, merger: AnswerMerger): ServerHandler {
  function answerTo(method: string | undefined, url: string | undefined): HttpResponse {
    const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
    if (url !== '/metrics' || method !== 'GET') return { status: 404, headers, body: 'The metrics are at /metrics\n' };
    return { status: 200, headers, body: proxyMetricsText(counts, merger.metrics(), process.memoryUsage.rss()) };
  }
  return {
    handle({ method, url }, response) {
      const { status, headers, body } = answerTo(method, url);
      response.writeHead(status, headers).end(body);
    },
  };
}

function startLines(
  { serverName, homeserverUrl }: ProxySettings,
  servers: readonly NamedServer[],
  registrations: readonly AppserviceRegistration[],
  width: number,
): Text[] {
  const rows = servers.map(({ name, server }) => [name, name === 'metrics' ? `${server.url}/metrics` : server.url]);
  return [
    styled('bold', `The key proxy of ${serverName}, in front of ${homeserverUrl}`),
    ...table([...rows, ['appservices', namesOf(registrations)]], { width }),
    'Ctrl+C or SIGTERM stops it. SIGHUP reads registrations and certificate again.',
  ];
}

function namesOf(registrations: readonly AppserviceRegistration[]): string {
  const named = registrations.map(({ id, url }) => (isCalled(url) ? `${id} at ${url}` : `${id}, which has no URL`));
  return named.join(', ');
}
