import type { JsonObject } from '../../../src/json-objects.js';
import type { ShownEvent, Trust } from './clients.js';
import type { LineProcess } from './line-process.js';

export const password = 'a password of this test';
export const encrypted = { algorithm: 'm.megolm.v1.aes-sha2' };

/** Commands for clients that are not ours. */
export interface Clients {
  readonly process: LineProcess;
  /** Makes a client with that name for a new user, who is cross-signed unless it is said otherwise. Returns the user's ID. */
  readonly register: (
    name: string,
    options?: { readonly isCrossSigned?: boolean; readonly url?: string },
  ) => Promise<string>;
  readonly ask: (command: string, name: string, parameters?: JsonObject) => Promise<unknown>;
  readonly createRoom: (name: string, options?: JsonObject) => Promise<string>;
  readonly send: (name: string, roomId: string, body: string) => Promise<string>;
  /** Waits until a client shows an event with that body. */
  readonly shows: (name: string, body: string) => Promise<ShownEvent>;
  /** Waits until a client shows that an event cannot be decrypted. */
  readonly failsToShow: (name: string, eventId: string) => Promise<ShownEvent>;
  readonly trust: (name: string, userId: string) => Promise<Trust>;
}

/** Makes the commands for the clients of a process, whose homeserver is the one at `home`. */
export function clientsOf(process: LineProcess, home: string): Clients {
  const ask: Clients['ask'] = (command, name, parameters) => process.ask(command, { ...parameters, name });
  const until = (name: string, isIt: (event: ShownEvent) => boolean): Promise<ShownEvent> =>
    process.until((told) => {
      const event = told as unknown as ShownEvent; // as the client's process writes it
      return event.name === name && isIt(event) && event;
    });
  return {
    ...{ process, ask },
    register: async (name, { isCrossSigned = true, url = home } = {}) => {
      const answer = await ask('login', name, { url, username: name, password, isNew: true });
      if (isCrossSigned) await ask('crossSign', name, { password });
      return (answer as { userId: string }).userId;
    },
    createRoom: async (name, options) =>
      String(await ask('createRoom', name, { encryption: encrypted, preset: 'private_chat', ...options })),
    send: async (name, roomId, body) => String(await ask('send', name, { roomId, body })),
    shows: (name, body) => until(name, ({ content }) => content['body'] === body),
    failsToShow: (name, eventId) => until(name, (event) => event.eventId === eventId && event.failure !== undefined),
    trust: async (name, userId) => (await ask('trust', name, { userId })) as Trust,
  };
}
