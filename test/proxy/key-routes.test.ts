import { describe, expect, it } from 'vitest';
import { clientServerOperations } from '../../generated/operations.js';
import { serverServerOperations } from '../../src/operations.js';
import { findKeyRoute } from '../../src/proxy/key-routes.js';

const [severalOfClients] = clientServerOperations.claimSeveralKeys.paths;
const [severalOfServers] = serverServerOperations.claimSeveralKeys.paths;

describe('the routes whose answers get keys of appservices', () => {
  it.each([
    ...['r0', 'v1', 'v3', 'unstable'].flatMap((version) => [
      [`/_matrix/client/${version}/keys/query`, 'queryKeys', 'client', false],
      [`/_matrix/client/${version}/keys/claim`, 'claimKeys', 'client', false],
    ]),
    [severalOfClients, 'claimKeys', 'client', true],
    ...['v1', 'unstable'].flatMap((version) => [
      [`/_matrix/federation/${version}/user/keys/query`, 'queryKeys', 'federation', false],
      [`/_matrix/federation/${version}/user/keys/claim`, 'claimKeys', 'federation', false],
    ]),
    [severalOfServers, 'claimKeys', 'federation', true],
  ] as [string, string, string, boolean][])('have POST %s', (path, operation, side, several) => {
    const route = { operation, side, several };
    expect(findKeyRoute('POST', path)).toEqual(route);
    expect(findKeyRoute('POST', `${path}?access_token=a&user_id=%40b`)).toEqual(route);
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'post']) expect(findKeyRoute(method, path)).toBeUndefined();
  });

  it('have GET of a device list, whose user is decoded', () => {
    const prefix = '/_matrix/federation/v1/user/devices/';
    const route = { operation: 'userDevices', side: 'federation', several: false };
    expect(findKeyRoute('GET', `${prefix}%40ann%3Aexample.org?a=b`)).toEqual({ ...route, userId: '@ann:example.org' });
    expect(findKeyRoute('GET', `${prefix}@ann:example.org`)).toEqual({ ...route, userId: '@ann:example.org' });
    for (const rest of ['', 'a/b', '%zz', '?a']) expect(findKeyRoute('GET', prefix + rest)).toBeUndefined();
    expect(findKeyRoute('HEAD', `${prefix}@ann:example.org`)).toBeUndefined();
  });

  it.each([
    '/_matrix/client/v3/keys/query/',
    '//_matrix/client/v3/keys/query',
    '/_matrix//client/v3/keys/query',
    '/_matrix/client/v3/keys/%71uery',
    '/_matrix/client/v3/x/%2e%2e/keys/query',
    '/_matrix/client/v3/x/../keys/query',
    '/_matrix/client/v4/keys/query',
    '/_MATRIX/client/v3/keys/query',
    '/_matrix/client/v3/keys/query;a',
    '/_matrix/client/v3/keys/upload',
    'http://example.org/_matrix/client/v3/keys/query',
    '',
  ])('have no %s, which only the homeserver can judge', (target) => {
    expect(findKeyRoute('POST', target)).toBeUndefined();
  });
});
