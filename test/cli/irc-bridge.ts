import { createAppserviceHandler, type AppserviceHandlers } from '../../src/appservice/index.js';
import type { Fetch } from '../../src/client/fetch.js';
import { readProjectFile } from '../helpers/project.js';

/** The appservice of `fixtures/registration.yaml`, which is Ann's: it knows the keys of `fixtures/appservice.json`. */
export function ircBridge(handlers: Partial<AppserviceHandlers> = {}, hsToken = 'hs-token-that-nobody-may-see'): Fetch {
  return createAppserviceHandler({ queryKeys: () => annsKeys(), claimKeys: () => ({}), ...handlers }, { hsToken })
    .fetch;
}

/** One that answers everything in the same way. */
export function answering(status: number, body: string | object = '', headers: Record<string, string> = {}): Fetch {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return () => Promise.resolve(new Response(text, { status, headers }));
}

function annsKeys(): object {
  const { device_keys: users } = JSON.parse(readProjectFile('test/cli/fixtures/appservice.json')) as {
    device_keys: Record<string, object>;
  };
  return { device_keys: { '@_irc_ann:example.org': users['@_irc_ann:example.org'] } };
}
