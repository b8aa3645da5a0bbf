import { readFileSync } from 'node:fs';

/** A peer's adapter, or why there is none to measure. */
export type Peer<Adapter> =
  | { readonly name: string; readonly adapter: Adapter }
  | { readonly name: string; readonly missing: string };

/** What every adapter says of itself. */
interface About {
  /** The name of the package. */
  readonly peer: string;
}

const folder = new URL('../peers/', import.meta.url);

/**
 * Loads an adapter from `peers/`. A peer that isn't installed, or that this Node can't run, is no error: the comparison says
 * so and goes on.
 *
 * Adapters are plain JavaScript, so that nothing here has to be type-checked against packages that may be absent.
 */
export async function loadPeer<Adapter extends object>(path: string): Promise<Peer<Adapter>> {
  const fallbackName = path.replace(/^.*\/|\.js$/g, '');
  try {
    const adapter = (await import(new URL(path, folder).href)) as Adapter & About; // as the files in `peers/` are written
    return { name: nameAndVersion(adapter.peer), adapter };
  } catch (error) {
    return { name: fallbackName, missing: whyMissing(error) };
  }
}

/** Why a peer is not there, or does not run. */
export function whyMissing(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException; // what import() rejects with, or what a peer throws
  // The last where a peer is not there but its import finds one of the project's own dependencies: it has no manifest in `peers/`.
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND' || code === 'ENOENT') {
    return 'not installed (`npm run bench:install`)';
  }
  return `does not run on Node ${process.versions.node}: ${message.split('\n', 1)[0] ?? ''}`;
}

/** A peer as the tables call it. @throws Error if it is not installed. */
export function nameAndVersion(packageName: string): string {
  const manifest = JSON.parse(readFileSync(new URL(`node_modules/${packageName}/package.json`, folder), 'utf8')) as {
    version: string;
  };
  return `${packageName} ${manifest.version}`;
}
