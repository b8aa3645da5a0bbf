import { randomUUID } from 'node:crypto';
import { objectOf, type Route } from './json-listener.js';
import type { Login } from './login.js';
import type { Outbox } from './outbox.js';

/** Defines the client routes for to-device messages and room events. */
export function messageRoutes({ userId: sender }: Login, outbox: Outbox): Route[] {
  return [
    {
      method: 'PUT',
      path: /^\/_matrix\/client\/v3\/sendToDevice\/([^/]+)\/[^/]+$/,
      answer: (body, type: string) => {
        for (const [userId, devices] of Object.entries(objectOf(objectOf(body)['messages']))) {
          for (const [deviceId, content] of Object.entries(objectOf(devices))) {
            outbox.addToDevice({
              type,
              sender,
              to_user_id: userId,
              to_device_id: deviceId,
              content: objectOf(content),
            });
          }
        }
        return {};
      },
    },
    {
      method: 'PUT',
      path: /^\/_matrix\/client\/v3\/rooms\/([^/]+)\/send\/([^/]+)\/[^/]+$/,
      answer: (body, roomId: string, type: string) => {
        const eventId = `$${randomUUID()}`;
        outbox.addEvent({
          type,
          sender,
          event_id: eventId,
          room_id: roomId,
          origin_server_ts: Date.now(),
          content: objectOf(body),
        });
        return { event_id: eventId };
      },
    },
  ];
}
