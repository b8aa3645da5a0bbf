import { describe, expectTypeOf, it } from 'vitest';
import { operations } from 'matrix-encrypted-appservice';
import type {
  ApplicationServiceApi,
  AppservicePingResponse,
  ClientKeyQuery,
  ClientServerApi,
  DeviceDeletion,
  EmptyObject,
  FederationKeyClaim,
  FederationKeyQueryResponse,
  KeyClaim,
  KeyClaimResponse,
  KeyQuery,
  KeyQueryResponse,
  PingRequest,
  RequestOf,
  ResponseOf,
  ServerServerApi,
  TokenOwner,
  TransactionBody,
  UserDevices,
} from 'matrix-encrypted-appservice/types';

describe('RequestOf and ResponseOf', () => {
  it('are the bodies of the application service API', () => {
    expectTypeOf<RequestOf<ApplicationServiceApi, 'queryKeys'>>().toEqualTypeOf<KeyQuery>();
    expectTypeOf<ResponseOf<ApplicationServiceApi, 'queryKeys'>>().toEqualTypeOf<KeyQueryResponse>();
    expectTypeOf<RequestOf<ApplicationServiceApi, 'claimKeys'>>().toEqualTypeOf<KeyClaim>();
    expectTypeOf<ResponseOf<ApplicationServiceApi, 'claimKeys'>>().toEqualTypeOf<KeyClaimResponse>();
    expectTypeOf<RequestOf<ApplicationServiceApi, 'sendTransaction'>>().toEqualTypeOf<TransactionBody>();
    expectTypeOf<ResponseOf<ApplicationServiceApi, 'sendTransaction'>>().toEqualTypeOf<EmptyObject>();
  });

  it('are the bodies of the server-server API', () => {
    expectTypeOf<RequestOf<ServerServerApi, 'claimKeys'>>().toEqualTypeOf<FederationKeyClaim>();
    expectTypeOf<ResponseOf<ServerServerApi, 'queryKeys'>>().toEqualTypeOf<FederationKeyQueryResponse>();
    expectTypeOf<ResponseOf<ServerServerApi, 'userDevices'>>().toEqualTypeOf<UserDevices>();
  });

  it('are the bodies of the client-server API', () => {
    expectTypeOf<RequestOf<ClientServerApi, 'queryKeys'>>().toEqualTypeOf<ClientKeyQuery>();
    expectTypeOf<ResponseOf<ClientServerApi, 'queryKeys'>>().toEqualTypeOf<KeyQueryResponse>();
    expectTypeOf<ResponseOf<ClientServerApi, 'getTokenOwner'>>().toEqualTypeOf<TokenOwner>();
    expectTypeOf<ResponseOf<ClientServerApi, 'pingAppservice'>>().toEqualTypeOf<AppservicePingResponse>();
  });

  it('are there for a body that may be left out, and never where there is none', () => {
    expectTypeOf<RequestOf<ApplicationServiceApi, 'ping'>>().toEqualTypeOf<PingRequest>();
    expectTypeOf<RequestOf<ClientServerApi, 'deleteDevice'>>().toEqualTypeOf<DeviceDeletion>();
    expectTypeOf<RequestOf<ServerServerApi, 'userDevices'>>().toBeNever();
    expectTypeOf<RequestOf<ClientServerApi, 'getDevice'>>().toBeNever();
  });

  it('are there for every operation of the table', () => {
    expectTypeOf<keyof (typeof operations)['applicationService']>().toExtend<keyof ApplicationServiceApi>();
    expectTypeOf<keyof (typeof operations)['serverServer']>().toExtend<keyof ServerServerApi>();
    expectTypeOf<keyof (typeof operations)['clientServer']>().toExtend<keyof ClientServerApi>();
    type Answers<Api> = { [Operation in keyof Api]: [ResponseOf<Api, Operation>] extends [never] ? Operation : never };
    expectTypeOf<Answers<ApplicationServiceApi>[keyof ApplicationServiceApi]>().toBeNever();
    expectTypeOf<Answers<ServerServerApi>[keyof ServerServerApi]>().toBeNever();
    expectTypeOf<Answers<ClientServerApi>[keyof ClientServerApi]>().toBeNever();
  });

  it('know no operation of another API', () => {
    // @ts-expect-error: an operation of the server-server API
    expectTypeOf<RequestOf<ApplicationServiceApi, 'userDevices'>>().toBeNever();
    // @ts-expect-error: no operation at all
    expectTypeOf<ResponseOf<ServerServerApi, 'deviceKeys'>>().toBeNever();
  });
});

describe('the table of operations', () => {
  it('says of an operation that only a draft has that there is no stable path', () => {
    expectTypeOf(operations.serverServer.claimSeveralKeys).not.toHaveProperty('stablePath');
    expectTypeOf(operations.serverServer.queryKeys.stablePath).toExtend<string>();
  });
});
