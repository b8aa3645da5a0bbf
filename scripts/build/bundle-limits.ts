/** An import of the package, as users write it, and its largest allowed size in a bundle. */
export interface BundleLimit {
  readonly what: string;
  /** Subpath of the package; empty for the package itself. */
  readonly from: string;
  /** Limit, minified and gzipped; 1 kB is 1,000 bytes. */
  readonly limitBytes: number;
}

/** The limits that `npm run build` enforces. The README quotes those of the validators. */
export const bundleLimits: readonly BundleLimit[] = [
  { what: '{ isKeyQueryResponse }', from: '/validators', limitBytes: 2_000 },
  { what: '{ isTransactionBody }', from: '/validators', limitBytes: 3_000 },
  { what: '*', from: '/validators', limitBytes: 8_000 },
  { what: '{ mergeKeyQuery }', from: '', limitBytes: 1_000 },
  { what: '*', from: '', limitBytes: 11_000 },
  { what: '*', from: '/appservice', limitBytes: 23_200 },
  { what: '{ createSqliteStore }', from: '/sql', limitBytes: 9_500 },
  { what: '{ createPostgresStore }', from: '/sql', limitBytes: 11_000 },
  {
    what: '{ createAppserviceClient, createFederationClient, createPathMemory }',
    from: '/client',
    limitBytes: 15_000,
  },
  { what: '*', from: '/encryption', limitBytes: 120_000 },
  { what: '{ writeJunit }', from: '/check', limitBytes: 1_000 },
  { what: '{ checkAppservice }', from: '/check', limitBytes: 19_000 },
  { what: '*', from: '/undici', limitBytes: 4_000 },
  { what: '{ checkHomeserver }', from: '/check', limitBytes: 31_000 },
  { what: '{ createHomeserverClient }', from: '/client', limitBytes: 16_000 },
];
