import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { PassedRequest } from '../../interop/encryption/proxy.js';
import { searchStorm, type StormFound, type StormRecord } from './storm-record.js';

const query = new URLSearchParams({ user_id: '@irc_ann:hs', device_id: 'ANN' });
const request = (method: string, path: string, body: object): PassedRequest => ({
  ...{ method, path: `/_matrix/client/v3${path}`, query, body: JSON.stringify(body) },
});

/** A Megolm message at a position of its ratchet, which is written as the library does. */
function megolm(index: number, text: string): PassedRequest {
  const ciphertext = Buffer.concat([Buffer.from([3, 8, index, 18, text.length]), Buffer.from(text)]).toString('base64');
  return request('PUT', `/rooms/!room:hs/send/m.room.encrypted/${text}`, { session_id: 'session', ciphertext });
}

/** An Olm message of an established session, at a position of a chain. */
function olm(index: number, text: string): PassedRequest {
  const parts = [3, 10, 3, 1, 2, 3, 16, index, 34, text.length];
  const body = Buffer.concat([Buffer.from(parts), Buffer.from(text)]).toString('base64');
  const content = { ciphertext: { key: { type: 1, body } } };
  return request('PUT', `/sendToDevice/m.room.encrypted/${text}`, { messages: { '@bob:hs': { BOB: content } } });
}

const upload = (key: string): PassedRequest =>
  request('POST', '/keys/upload', { one_time_keys: { 'signed:A': { key } } });

const claim = (key: object): PassedRequest => ({
  ...request('POST', '/keys/claim', {}),
  answer: JSON.stringify({ one_time_keys: { '@irc_ann:hs': { ANN: { 'signed:A': key } } } }),
});

const sound: StormRecord = {
  appserviceRequests: [megolm(0, 'one'), megolm(1, 'two'), olm(0, 'three'), olm(1, 'four'), upload('a')],
  clientRequests: [claim({ key: 'a' })],
  expected: new Set(['bob hello', 'appservice hi']),
  read: new Map([
    ['bob hello', new Set(['$1'])],
    ['appservice hi', new Set(['$2'])],
  ]),
  ...{ fromClients: 1, fromGhosts: 1, secret: 'secret' },
};
const nothingWrong: StormFound = {
  ...{ fromClients: 1, fromGhosts: 1, megolm: 2, olm: 2, keys: 1 },
  ...{ unread: 0, doubled: 0, megolmTwice: 0, olmTwice: 0, madeTwice: 0, givenTwice: 0, plainText: 0 },
};
const also = (...requests: PassedRequest[]): Partial<StormRecord> => ({
  appserviceRequests: [...sound.appserviceRequests, ...requests],
});

describe('searchStorm', () => {
  it('finds nothing in a record of what is right', () => {
    expect(searchStorm(sound)).toEqual(nothingWrong);
  });

  it('takes requests that were sent again for what they are', () => {
    expect(searchStorm({ ...sound, ...also(...sound.appserviceRequests) })).toEqual(nothingWrong);
  });

  it.each<[string, Partial<StormRecord>, Partial<StormFound>]>([
    ['a Megolm index with other content', also(megolm(1, 'other')), { megolm: 3, megolmTwice: 1 }],
    ['an Olm position with other content', also(olm(0, 'other')), { olm: 3, olmTwice: 1 }],
    ['a key ID with another key', also(upload('b')), { madeTwice: 1 }],
    ['a key that was given twice', also(claim({ key: 'a' })), { givenTwice: 1 }],
    ['a fallback key that was given twice', also(claim({ key: 'a', fallback: true })), {}],
    [
      'plain text',
      also(request('PUT', '/rooms/!room:hs/send/m.room.message/1', { body: 'a secret' })),
      { plainText: 1 },
    ],
    ['a message that was never read', { read: new Map([['bob hello', new Set(['$1'])]]) }, { unread: 1 }],
    [
      'a message in two events',
      { read: new Map([...sound.read, ['bob hello', new Set(['$1', '$3'])]]) },
      { doubled: 1 },
    ],
  ])('counts %s', (_, tampered, found) => {
    expect(searchStorm({ ...sound, ...tampered })).toEqual({ ...nothingWrong, ...found });
  });
});
