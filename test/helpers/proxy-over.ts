import type { Finding } from '../../src/findings.js';
import {
  createKeyProxy,
  type KeyProxy,
  type KeyProxyFailure,
  type KeyProxyOptions,
} from '../../src/homeserver/index.js';
import { createAppservices, type FakeAppservice } from './appservices.js';
import { createLocalKeys, type FakeLocalKeys } from './local-keys.js';

/** A key proxy, and what it sent and reported. */
export interface WatchedKeyProxy {
  readonly proxy: KeyProxy;
  /** Every request so far: `<registration id> <path>`. */
  readonly requests: string[];
  readonly failures: KeyProxyFailure[];
  readonly findings: (Finding & { registrationId: string })[];
}

/** The key proxy of `example.org` over appservices that are reached without sockets. */
export function proxyOver(
  appservices: Record<string, FakeAppservice>,
  local: FakeLocalKeys = createLocalKeys(),
  options: Partial<KeyProxyOptions> = {},
): WatchedKeyProxy {
  const { registrations, fetch, requests } = createAppservices(appservices);
  const failures: KeyProxyFailure[] = [];
  const findings: (Finding & { registrationId: string })[] = [];
  const proxy = createKeyProxy({
    serverName: 'example.org',
    registrations,
    local,
    fetch,
    onFailure: (failure) => failures.push(failure),
    onFinding: (finding, { registrationId }) => findings.push({ ...finding, registrationId }),
    ...options,
  });
  return { proxy, requests, failures, findings };
}
