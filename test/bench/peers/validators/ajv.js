// The bundled OpenAPI documents, compiled to standalone code as ajv's own guide does it: `$ref`s and `oneOf` as they are.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { URL } from 'node:url';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { document } from '../openapi-document.js';

export const peer = 'ajv';

export function createValidators() {
  const ajv = new Ajv({ code: { source: true }, strict: false, validateFormats: false });
  ajv.addSchema(document('application-service-keys'), 'keys');
  ajv.addSchema(document('application-service-transactions'), 'transactions');
  const code = standaloneCode.default(ajv, {
    keyQuery: 'keys#/components/schemas/KeyQueryResponse',
    keyClaim: 'keys#/components/schemas/KeyClaimResponse',
    transaction: 'transactions#/components/schemas/TransactionBody',
  });
  // Below node_modules, where the parts of ajv that the code needs at run time are found and nothing is committed.
  const folder = new URL('../node_modules/.bench/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL('validators.cjs', folder);
  writeFileSync(file, code);
  return createRequire(import.meta.url)(file.pathname);
}
