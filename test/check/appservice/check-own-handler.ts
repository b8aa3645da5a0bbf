import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { ObservedApplication } from '../../../src/check/appservice/appservice-world.js';
import { checkAppservice, type AppserviceCheckOptions } from '../../../src/check/appservice/check-appservice.js';
import type { CheckReport } from '../../../src/check/index.js';
import {
  type AppserviceHandler,
  type AppserviceHandlers,
  createAppserviceHandler,
} from '../../../src/appservice/index.js';
import { createNodeListener } from '../../../src/node/index.js';
import { connectTo, turnsAsDelay } from './in-process.js';

export const checkedRegistration = { url: 'http://as.example', hs_token: 'hs-secret', as_token: 'as-secret' };

/** An application that can be observed and made to fail, with the handlers that tell it. */
export interface OwnApplication extends ObservedApplication {
  readonly handlers: AppserviceHandlers;
}

/** Makes an application that is told everything. */
export function createOwnApplication(): OwnApplication {
  const told: string[] = [];
  let fails = false;
  const tell = (what: string, about: unknown): void => {
    told.push(`${what} ${JSON.stringify(about)}`);
  };
  return {
    told: () => told,
    failOnce: () => {
      fails = true;
    },
    handlers: {
      queryKeys: () => ({ device_keys: {} }),
      claimKeys: () => ({}),
      onEvent: (event) => {
        tell('event', event);
        if (!fails) return;
        fails = false;
        throw new Error('the application failed');
      },
      onEphemeral: (event) => {
        tell('ephemeral', event);
      },
      onToDevice: (message) => {
        tell('to-device', message);
      },
      onDeviceLists: ({ changed, left }) => {
        tell('device lists', { changed, left });
      },
      onOneTimeKeysCount: (counts) => {
        tell('counts', counts);
      },
      onUnusedFallbackKeyTypes: (types) => {
        tell('fallback key types', types);
      },
    },
  };
}

/** Makes our own handler for an application. */
export function createOwnHandler({ handlers }: OwnApplication): AppserviceHandler {
  return createAppserviceHandler(handlers, { hsToken: checkedRegistration.hs_token });
}

/** Checks a listener within this process. */
export function checkListener(
  listener: RequestListener,
  options: Partial<AppserviceCheckOptions> = {},
): Promise<CheckReport> {
  return checkAppservice(checkedRegistration, {
    connect: connectTo(listener),
    delay: turnsAsDelay,
    now: () => 0,
    randomBytes,
    ...options,
  });
}

/** Checks our own handler, with everything delivered and observed. */
export function checkHandler(
  handler: Pick<AppserviceHandler, 'handle'>,
  application: OwnApplication,
  options: Partial<AppserviceCheckOptions> = {},
): Promise<CheckReport> {
  return checkListener(createNodeListener(handler), { deliver: true, application, ...options });
}

/** The verdicts of a report, by the IDs of the checks. */
export function verdictsOf({ results }: CheckReport): Record<string, string> {
  return Object.fromEntries(results.map(({ check, verdict }) => [check.id, verdict]));
}
