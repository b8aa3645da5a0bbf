import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The tests that leave nothing behind in their process. One looks at what others leave there, and is alone, as are those
 * that freeze the documents.
 */
const sharing = [
  'test/{appservice,async,check,client,cli,federation,generated,homeserver,http,keys,paths,proxy,registration,sql,transactions}/**/*.test.ts',
  'test/encryption/**/!(indexeddb-globals).test.ts',
  'test/*.test.ts',
  'test/{bench/harness,bench/validators,bench/workloads,check,docs/playground,docstrings,interop/corpora,interop/encryption,kills,scripts,soak}/**/*.test.ts',
];

/** Nobody looks at pages there. */
const isCI = process.env['CI'] !== undefined;

const config: ViteUserConfig = defineConfig({
  resolve: {
    // The tests import the package by its own name where they act as a user; here that name means the source.
    alias: [
      { find: /^matrix-encrypted-appservice$/, replacement: source('./src/index.ts') },
      { find: /^matrix-encrypted-appservice\/types$/, replacement: source('./src/types.ts') },
      { find: /^matrix-encrypted-appservice\/validators$/, replacement: source('./generated/validators/index.ts') },
      { find: /^matrix-encrypted-appservice\/([a-z-]+)$/, replacement: source('./src/$1/index.ts') },
    ],
  },
  test: {
    projects: [
      // Most tests leave nothing behind. Sharing a process, they load each module once: half the time in all.
      { extends: true, test: { name: 'shared', isolate: false, include: sharing } },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['test/**/*.test.ts'],
          exclude: [...sharing, '**/node_modules/**'],
          // Fails on every mistake that compiles although a comment says that it must not.
          typecheck: { enabled: true, include: ['test/types/**/*.test-d.ts'], tsconfig: 'test/types/tsconfig.json' },
        },
      },
    ],
    // One more than there are cores, since some tests wait for a deadline. By default one core is left idle: half of a machine with two.
    maxWorkers: availableParallelism() + 1,
    // For what hangs; a busy machine may take long for anything.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000, interval: 5 } },
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: isCI ? ['text-summary'] : ['text-summary', 'html'],
      // What decides over keys has no branch that no test takes.
      thresholds: {
        branches: 95,
        'src/{keys,paths,transactions,federation}/**/*.ts': { branches: 100 },
      },
    },
  },
});

export default config;
