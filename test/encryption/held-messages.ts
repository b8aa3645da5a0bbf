import type { ToDeviceEvent, UserId } from '../../src/types.js';
import { faults, type FakeHomeserver, type PlainClient } from '../helpers/fake-homeserver.js';

/** To-device messages on their way from a client, which are held up. */
export interface HeldMessages {
  readonly messages: ToDeviceEvent[];
  /** Lets them through, in their order, and those to come. */
  readonly release: () => void;
  /** Throws them away, and lets those to come through. */
  readonly drop: () => void;
}

/** Holds the to-device messages of a client up, which believes that they have arrived. */
export function holdMessages(homeserver: FakeHomeserver, client: PlainClient): HeldMessages {
  const messages: ToDeviceEvent[] = [];
  const before = homeserver.onCall;
  homeserver.onCall = (call) => {
    if (call.name !== 'sendToDevice' || call.requester?.userId !== client.userId) return before?.(call);
    const [, type = ''] = /sendToDevice\/([^/]+)\//.exec(call.path) ?? [];
    const { messages: byUser } = call.body as { readonly messages: Record<UserId, Record<string, object>> };
    for (const [userId, devices] of Object.entries(byUser)) {
      for (const [deviceId, content] of Object.entries(devices)) {
        messages.push({
          ...{ type, sender: client.userId, content: { ...content } },
          ...{ to_user_id: userId, to_device_id: deviceId },
        });
      }
    }
    return {
      ...faults.status(200),
      answer: () => new Response('{}', { headers: { 'content-type': 'application/json' } }),
    };
  };
  const end = (): void => {
    homeserver.onCall = before;
  };
  return {
    messages,
    release: () => {
      end();
      for (const message of messages.splice(0)) homeserver.state.sendToDevice(message);
    },
    drop: () => {
      end();
      messages.length = 0;
    },
  };
}
