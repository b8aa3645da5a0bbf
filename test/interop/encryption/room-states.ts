import { afterEach, describe, expect, it } from 'vitest';
import type { Interference } from './proxy.js';
import { openRoom, say, type World } from './world.js';

const refusals: readonly (readonly [string, Interference])[] = [
  ['403', { status: 403, body: '{"errcode":"M_FORBIDDEN","error":"no"}' }],
  ['500', { status: 500, body: '{"errcode":"M_UNKNOWN","error":"Internal server error"}' }],
  ['HTML with status 200', { status: 200, body: '<html>Welcome</html>', type: 'text/html' }],
  ['HTML with status 404', { status: 404, body: '<html>Not found</html>', type: 'text/html' }],
  ['404 without an error code', { status: 404, body: '{}' }],
  ['an unknown route', { status: 404, body: '{"errcode":"M_UNRECOGNIZED","error":"?"}' }],
  ['a broken connection', 'cut'],
  ['an answer that is lost', 'lose-answer'],
];

/** The client's deadline of a minute has to pass, so that one of the modes has it. */
const noAnswer = ['no answer at all', 'hang'] as const;

/** A homeserver that does not say whether a room is encrypted (E1). */
export function describeRoomStates(world: () => World, hangs: boolean): void {
  describe('a room whose state cannot be read', () => {
    afterEach(() => {
      world().proxy.interfere = () => undefined;
    });

    it.each(hangs ? [...refusals, noAnswer] : refusals)('gets no plain text: %s', async (name, interference) => {
      const { proxy, clients } = world();
      const roomId = await openRoom(world());
      const body = `a secret beside ${name}`;
      proxy.interfere = ({ path }) => (path.includes(`/rooms/${roomId}/state`) ? interference : undefined);
      await expect(say(world(), roomId, body)).rejects.toThrow('EncryptionError');
      expect(proxy.requests.filter((request) => JSON.stringify(request).includes(body))).toEqual([]);
      proxy.interfere = () => undefined;
      await say(world(), roomId, body);
      expect(await clients.shows('bob', body)).toMatchObject({ isEncrypted: true, shield: 'none' });
    });

    it('gets encrypted text where the state is an empty object: its encryption was seen, and the history’s visibility has a default', async () => {
      const { proxy, clients } = world();
      const roomId = await openRoom(world());
      const body = 'a secret beside an empty object';
      proxy.interfere = ({ path }) =>
        path.includes(`/rooms/${roomId}/state`) ? { status: 200, body: '{}' } : undefined;
      await say(world(), roomId, body);
      expect(await clients.shows('bob', body)).toMatchObject({ isEncrypted: true, shield: 'none' });
    });

    it('stays encrypted once it was, whatever the homeserver says after a restart', async () => {
      const { proxy, clients } = world();
      const roomId = await openRoom(world());
      await say(world(), roomId, 'encrypted once');
      await world().revive();
      const body = '{"errcode":"M_NOT_FOUND","error":"Event not found."}';
      proxy.interfere = ({ path }) => (path.includes(`/rooms/${roomId}/state`) ? { status: 404, body } : undefined);
      await say(world(), roomId, 'encrypted always');
      expect(await clients.shows('bob', 'encrypted always')).toMatchObject({ isEncrypted: true });
    });
  });
}
