import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, platform } from 'node:os';

/** What the figures were taken on. */
export function machine(): Readonly<Record<string, string>> {
  const manifest = new URL('../../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return {
    package: version,
    node: `${process.versions.node} (V8 ${process.versions.v8})`,
    machine: `${platform()} ${process.arch}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}`,
    date: new Date().toISOString(),
  };
}
