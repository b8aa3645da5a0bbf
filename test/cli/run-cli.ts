import { randomBytes as systemRandomBytes } from 'node:crypto';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Fetch } from '../../src/client/fetch.js';
import { loadModule } from '../../src/cli/load-module.js';
import { run } from '../../src/cli/run.js';
import type { World } from '../../src/cli/world.js';

/** What a run printed, and its exit status. */
export interface CliOutcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What standard output holds with `--json`. */
  readonly json: () => Record<string, unknown>;
}

/** What is otherwise than in a pipe of a system without a network. */
export interface CliSurroundings {
  readonly stdin?: string | Uint8Array;
  readonly fetch?: Fetch;
  readonly randomBytes?: (count: number) => Uint8Array;
  readonly terminal?: boolean;
  readonly columns?: number;
  readonly env?: Record<string, string>;
  readonly loadModule?: (name: string) => Promise<unknown>;
  readonly connect?: World['connect'];
  readonly delay?: World['delay'];
  readonly serve?: World['serve'];
  readonly onSignal?: World['onSignal'];
}

/** Runs the command line in this process. Its clock goes 8 ms ahead each time it is asked. */
export async function runCli(args: readonly string[], surroundings: CliSurroundings = {}): Promise<CliOutcome> {
  const {
    stdin = '',
    fetch = noNetwork,
    randomBytes = systemRandomBytes,
    terminal = false,
    columns,
    env = {},
    connect = noNetwork,
    delay = () => Promise.resolve(),
    serve = noNetwork,
    onSignal = () => () => undefined,
    loadModule: load = (name: string) => loadModule(name, process.cwd()),
  } = surroundings;
  let stdout = '';
  let stderr = '';
  let time = 0;
  const status = await run(args, {
    stdin: chunksOf(typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin),
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    isTerminal: { stdout: terminal, stderr: terminal },
    columns,
    env,
    fetch,
    now: () => (time += 8),
    loadModule: load,
    onSignal,
    randomBytes,
    connect,
    delay,
    serve,
  });
  return { status, stdout, stderr, json: () => JSON.parse(stdout) as Record<string, unknown> };
}

/** The path of a file beside the tests. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
}

/** The path of `openapi/examples/<name>.json`. */
export function examplePath(name: string): string {
  return fileURLToPath(new URL(`../../openapi/examples/${name}.json`, import.meta.url));
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const half = bytes.length >> 1;
  await Promise.resolve();
  yield bytes.subarray(0, half);
  yield bytes.subarray(half);
}

function noNetwork(): Promise<never> {
  return Promise.reject(new Error('this test should send nothing'));
}
