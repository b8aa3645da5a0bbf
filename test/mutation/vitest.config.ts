import { defineConfig, mergeConfig, type ViteUserConfig } from 'vitest/config';
import base from '../../vitest.config.js';

/** The tests that tell a mutant of `keys/`, `paths/` and `homeserver/` from the original: without sockets, browsers and builds. */
const { projects: _shared, ...settings } = base.test ?? {};

const config: ViteUserConfig = mergeConfig(
  { ...base, test: settings },
  defineConfig({
    test: {
      include: ['test/{keys,paths,homeserver}/**/*.test.ts'],
      typecheck: { enabled: false },
    },
  }),
);

export default config;
