import { describe, expectTypeOf, it } from 'vitest';
import { createHomeserverClient, type HomeserverClient } from 'matrix-encrypted-appservice/client';
import type {
  ClientServerApi,
  EmptyObject,
  EventId,
  KeyQueryResponse,
  RoomState,
  SyncResponse,
} from 'matrix-encrypted-appservice/types';

declare const client: HomeserverClient;

describe('the homeserver client', () => {
  it('has a method for each operation of the documents', () => {
    expectTypeOf<keyof ClientServerApi>().toExtend<keyof HomeserverClient>();
  });

  it('takes parameters, body and options, as far as an operation has them', () => {
    const [roomId, eventType, txnId] = ['!room:example.org', 'm.room.message', '1'];
    expectTypeOf(client.sendEvent({ roomId, eventType, txnId }, { body: 'Hello' }, { timeoutMs: 5 })).toEqualTypeOf<
      Promise<EventId>
    >();
    expectTypeOf(client.queryKeys({ device_keys: {} })).toEqualTypeOf<Promise<KeyQueryResponse>>();
    expectTypeOf(client.getDevice).parameter(0).toEqualTypeOf<{ deviceId: string }>();
    expectTypeOf(client.getDevices).parameter(0).exclude<undefined>().toHaveProperty('signal');
    expectTypeOf(client.getRoomState({ roomId })).toEqualTypeOf<Promise<RoomState>>();
    // @ts-expect-error: the transaction ID is missing
    void client.sendEvent({ roomId, eventType }, {});
    // @ts-expect-error: the content is missing
    void client.sendEvent({ roomId, eventType, txnId });
    // @ts-expect-error: the body is missing
    void client.inviteUser({ roomId });
    // @ts-expect-error: the acting user is the client's
    void client.getTokenOwner({ user_id: '@ann:example.org' });
  });

  it('lets parameters and bodies be left out in which everything is optional', () => {
    expectTypeOf(client.sync()).toEqualTypeOf<Promise<SyncResponse>>();
    expectTypeOf(client.sync({ timeout: 0, since: undefined })).toEqualTypeOf<Promise<SyncResponse>>();
    expectTypeOf(client.createRoom()).toEqualTypeOf<Promise<{ room_id: string }>>();
    expectTypeOf(client.leaveRoom({ roomId: '!room:example.org' })).toEqualTypeOf<Promise<EmptyObject>>();
    expectTypeOf(client.deleteDevice({ deviceId: 'GHOST' })).toEqualTypeOf<Promise<EmptyObject>>();
    expectTypeOf(client.joinRoom({ roomIdOrAlias: '#room:example.org', via: ['example.com'] })).toEqualTypeOf<
      Promise<{ room_id: string }>
    >();
  });

  it('takes and gives files as bytes', () => {
    const bytes = new Uint8Array(2);
    void client.uploadMedia({}, bytes);
    void client.uploadMedia({ contentType: 'image/png', filename: 'cat.png' }, bytes);
    // @ts-expect-error: a text is no file
    void client.uploadMedia({}, 'text');
    expectTypeOf(client.downloadMedia({ serverName: 'example.org', mediaId: 'a' })).resolves.toHaveProperty('bytes');
  });

  it('has the raw API, typed by the documents', () => {
    void client.http.PUT('/_matrix/client/v3/devices/{deviceId}', {
      params: { path: { deviceId: 'GHOST' } },
      body: { display_name: 'Bridge' },
    });
    void client.http.GET('/_matrix/client/v3/sync', { params: { query: { timeout: 0 } } });
    void client.http.GET('/_matrix/client/v3/devices', {});
    // @ts-expect-error: no path of the documents
    void client.http.GET('/_matrix/client/v3/account/3pid', {});
  });

  it('cannot be created without a token', () => {
    // @ts-expect-error: the token is missing
    createHomeserverClient({ url: 'http://127.0.0.1:8008' });
  });
});
