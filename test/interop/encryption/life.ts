import { Buffer } from 'node:buffer';
import type { JsonObject } from '../../../src/json-objects.js';
import { given, type World } from './world.js';

/** The words that all messages and files of a life begin with, so that they are found where they stand in plain text. */
export const plainWords = 'plain words';

/** The number of times that one call is made. */
const mostTries = 60;

/**
 * Lives a whole life of a new ghost with Bob, who reads everything, and whose every word the ghost reads: a device, a room, messages and
 * files both ways, a redaction, another room that it joins and leaves, and a new device. An application's way with a call that rejects
 * is to call again.
 *
 * @param diary Takes what is begun, and the errors of calls.
 */
export async function live(world: World, ghost: string, diary: Diary): Promise<void> {
  const { appservice, clients } = world;
  const { ask, say, hear } = wordsOf(world, ghost, diary);
  await ask('user');
  await ask('setProfile', { options: { displayName: 'A ghost' } });
  const roomId = String(await ask('createRoom', { options: {} }));
  await ask('invite', { roomId, other: world.bob });
  await clients.ask('join', 'bob', { roomId });
  await clients.ask('knows', 'bob', { roomId, userId: ghost });
  const first = await say(roomId, 'the first');
  await hear(roomId, 'an answer');
  await say(roomId, 'the second');

  const bytes = Buffer.from(`${plainWords} in a file of ${ghost}`).toString('base64');
  const mine = `${plainWords} from ${ghost}.txt`;
  await ask('sendFile', { roomId, body: mine, base64: bytes });
  const { content } = await clients.shows('bob', mine);
  same(await clients.ask('readFile', 'bob', { content }), bytes);
  const theirs = `${plainWords} to ${ghost}.txt`;
  await clients.ask('sendFile', 'bob', { roomId, body: theirs, base64: bytes });
  const { event } = await given({ appservice }, theirs);
  same(await ask('readFile', { content: event.content }), bytes);

  await ask('redact', { roomId, eventId: first });
  const other = await clients.createRoom('bob', { invite: [ghost] });
  await ask('join', { roomId: other });
  await clients.ask('knows', 'bob', { roomId: other, userId: ghost });
  await hear(other, 'in another room');
  await ask('leave', { roomId: other });

  const { deviceId } = (await ask('reset')) as { deviceId: string };
  await say(roomId, 'of the new device');
  await clients.ask('knows', 'bob', { roomId, userId: ghost, deviceId });
  await clients.ask('forgetSession', 'bob', { roomId });
  await hear(roomId, 'to the new device');
}

/** What has become of a life so far. */
export interface Diary {
  /** What was begun last. */
  last: string;
  readonly errors: string[];
}

/** What a ghost is asked to do, as often as it takes, and what it and Bob say to each other. */
export interface Words {
  readonly ask: (command: string, parameters?: JsonObject) => Promise<unknown>;
  /** Lets the ghost say something, until Bob reads it. Returns the event's ID. */
  readonly say: (roomId: string, words: string) => Promise<string>;
  /** Lets Bob say something, until the ghost reads it. */
  readonly hear: (roomId: string, words: string) => Promise<void>;
}

/** Makes the words of a ghost. */
export function wordsOf({ appservice, clients }: World, ghost: string, diary: Diary): Words {
  const text = (words: string): string => `${plainWords}: ${words}, ${ghost}`;
  const ask: Words['ask'] = async (command, parameters) => {
    diary.last = command;
    for (let tries = 1; ; tries++) {
      try {
        return await appservice.ask(command, { userId: ghost, ...parameters });
      } catch (error) {
        diary.errors.push(error instanceof Error ? error.message : String(error));
        if (tries === mostTries) throw error;
      }
    }
  };
  return {
    ask,
    say: async (roomId, words) => {
      const eventId = await ask('send', { roomId, body: text(words), txnId: `${words}, ${ghost}` });
      diary.last = `Bob reads: ${words}`;
      const shown = await clients.shows('bob', text(words));
      if (!shown.isEncrypted || shown.sender !== ghost) throw new Error(`not as it was sent: ${JSON.stringify(shown)}`);
      return String(eventId);
    },
    hear: async (roomId, words) => {
      diary.last = `Bob says: ${words}`;
      await clients.send('bob', roomId, text(words));
      diary.last = `the ghost reads: ${words}`;
      await given({ appservice }, text(words));
    },
  };
}

function same(actual: unknown, expected: string): void {
  if (actual !== expected) throw new Error(`another file: ${String(actual)}`);
}
