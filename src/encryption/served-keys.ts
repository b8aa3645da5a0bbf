import { createClaimLedger } from '../appservice/claim-ledger.js';
import { createDeviceDirectory } from '../appservice/device-directory.js';
import type { KeyHandlers } from '../appservice/handler.js';
import type { AppserviceStore } from '../appservice/store.js';
import type { KeyClaimResponse } from '../types.js';
import type { KeyMode } from './encryption-options.js';

/** The answers to the homeserver's requests for keys, and the requests that were seen. */
export interface ServedKeys {
  readonly handlers: KeyHandlers;
  /** Tells whether the homeserver has asked for the keys of a device. It must be expected before. */
  readonly wasAskedFor: (request: 'query' | 'claim', deviceId: string) => boolean;
  /** Begins to look for requests about a device. */
  readonly expect: (deviceId: string) => void;
}

/**
 * Makes the handlers of the modes that serve keys; none where all are uploaded, for which homeservers would ask in vain.
 *
 * @param onClaim Is told of the keys that were given out.
 */
export function createServedKeys(
  store: Pick<AppserviceStore, 'claims' | 'devices' | 'transaction'>,
  mode: KeyMode,
  onClaim: (answer: KeyClaimResponse) => void,
): ServedKeys {
  const ledger = createClaimLedger(store);
  const directory = createDeviceDirectory(store);
  const seen = new Map<string, Set<'query' | 'claim'>>();

  function note(request: 'query' | 'claim', deviceIds: readonly string[]): void {
    if (seen.size > 0) for (const deviceId of deviceIds) seen.get(deviceId)?.add(request);
  }

  const claims: KeyHandlers = {
    claimKeys: async (claim) => {
      note(
        'claim',
        Object.values(claim).flatMap((devices) => Object.keys(devices)),
      );
      const answer = await ledger.claim(claim);
      onClaim(answer);
      return answer;
    },
  };
  const queries: KeyHandlers = {
    queryKeys: (query) => {
      note('query', Object.values(query).flat());
      return directory.queryKeys(query);
    },
  };

  return {
    handlers: { ...(mode !== 'uploaded' && claims), ...(mode === 'served' && queries) },
    wasAskedFor: (request, deviceId) => seen.get(deviceId)?.has(request) ?? false,
    expect: (deviceId) => {
      seen.set(deviceId, new Set());
    },
  };
}
