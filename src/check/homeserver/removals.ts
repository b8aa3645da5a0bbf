import type { HideSecrets } from '../../hide-secrets.js';
import { saidBy } from './homeserver-ask.js';
import type { RemovalList } from './homeserver-world.js';

/** A list of what checks made. */
export interface Removals extends RemovalList {
  /** Removes everything, the latest first. Returns what remains, each as a phrase. */
  readonly removeAll: () => Promise<string[]>;
}

/** Makes an empty list. */
export function createRemovals(hide: HideSecrets): Removals {
  const staying = new Set<string>();
  const removable: { readonly what: string; readonly remove: Parameters<RemovalList['add']>[1] }[] = [];
  return {
    add: (what, remove) => void removable.push({ what, remove }),
    stays: (what) => void staying.add(what),
    async removeAll() {
      const remains: string[] = [];
      for (let last = removable.pop(); last !== undefined; last = removable.pop()) {
        const { what, remove } = last;
        try {
          const answer = await remove();
          if (answer.status >= 400) remains.push(`${what} (${saidBy(answer, hide)})`);
        } catch {
          remains.push(`${what} (no answer)`);
        }
      }
      return [...remains, ...staying];
    },
  };
}
