import { describe, expectTypeOf, it } from 'vitest';
import {
  isUserId,
  mergeKeyClaim,
  mergeKeyQuery,
  mergeUserDevices,
  outstandingKeyClaim,
  restrictKeyClaim,
  restrictKeyQuery,
  toClientKeyClaimResponse,
  toClientKeyClaims,
  toClientKeyQuery,
  toFederationKeyClaims,
  toFederationKeyQuery,
  toKeyClaim,
  toKeyQuery,
  toSeveralKeysClaim,
  visibleKeyQuery,
  writeTransaction,
} from 'matrix-encrypted-appservice';
import type { ClaimLedger } from 'matrix-encrypted-appservice/appservice';
import type { AppserviceClient, FederationClient } from 'matrix-encrypted-appservice/client';
import type { KeyProxy, LocalKeys } from 'matrix-encrypted-appservice/homeserver';
import { masqueradeParameters, type ExclusiveNamespaces } from 'matrix-encrypted-appservice/registration';
import type {
  CrossSigningKey,
  DeviceKeys,
  KeyClaim,
  KeyClaimResponse,
  KeyQuery,
  OneTimeKey,
  UserId,
} from 'matrix-encrypted-appservice/types';

// What other libraries have: user IDs are strings, and maps have strings as names.
declare const userId: string;
declare const query: Record<string, string[]>;
declare const claim: Record<string, Record<string, string[]>>;
declare const keys: {
  device_keys: Record<string, Record<string, DeviceKeys>>;
  master_keys: Record<string, CrossSigningKey>;
};
declare const oneTimeKeys: Record<string, Record<string, Record<string, OneTimeKey>>>;
declare const proxy: KeyProxy;
declare const client: AppserviceClient;
declare const federation: FederationClient;
declare const ledger: ClaimLedger;
declare const namespaces: ExclusiveNamespaces;

describe('user IDs of other libraries, without a cast,', () => {
  it('are taken by the key proxy, and by its viewer', () => {
    void proxy.queryKeys(query, { userId });
    void proxy.queryKeys({ [userId]: ['D'] }, { userId });
    void proxy.userDevices(userId, { serverName: 'example.org' });
    void proxy.claimKeys(claim);
  });

  it('are taken by clients', () => {
    void client.queryKeys(query);
    void client.claimKeys(claim);
    void federation.queryKeys('example.org', { device_keys: query });
    void federation.userDevices('example.org', userId);
  });

  it('are taken by the functions that merge, cut and convert', () => {
    restrictKeyQuery(keys, query);
    restrictKeyClaim(oneTimeKeys, claim);
    mergeKeyQuery(keys, keys);
    mergeKeyClaim(oneTimeKeys, oneTimeKeys);
    mergeUserDevices({ user_id: userId, stream_id: 1, devices: [] }, keys);
    outstandingKeyClaim(claim, oneTimeKeys);
    visibleKeyQuery(keys, { userId });
    toKeyQuery({ device_keys: query });
    toClientKeyQuery(query);
    toFederationKeyQuery(query);
    toKeyClaim({ one_time_keys: claim });
    toClientKeyClaims(claim);
    toFederationKeyClaims(claim);
    toSeveralKeysClaim(claim);
    toClientKeyClaimResponse(oneTimeKeys);
    writeTransaction({ events: [], device_one_time_keys_count: { [userId]: { D: {} } } });
  });

  it('are taken on the appservice’s side', () => {
    void ledger.add(userId, 'D', {});
    void ledger.claim(claim);
    namespaces.ownerOf(userId);
    masqueradeParameters({ userId });
  });

  it('become a UserId where they are checked', () => {
    if (isUserId(userId)) expectTypeOf(userId).toEqualTypeOf<UserId>();
  });
});

describe('user IDs that the package gives out', () => {
  it('are a UserId', () => {
    expectTypeOf(toKeyQuery({ device_keys: query })).toEqualTypeOf<KeyQuery>();
    expectTypeOf(outstandingKeyClaim(claim, oneTimeKeys)).toEqualTypeOf<KeyClaim>();
    expectTypeOf(mergeKeyClaim(oneTimeKeys, oneTimeKeys)).toEqualTypeOf<KeyClaimResponse>();
    expectTypeOf<keyof KeyQuery>().toEqualTypeOf<UserId>();
    expectTypeOf<Parameters<LocalKeys['userDevices']>[0]>().toEqualTypeOf<UserId>();
  });
});
