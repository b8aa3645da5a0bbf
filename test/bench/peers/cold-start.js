// Imports one validator, checks one payload with it, and prints how many milliseconds that took. A process does it once.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { argv, cpuUsage, stdout } from 'node:process';
import { URL } from 'node:url';

const text = readFileSync(
  new URL('../../../openapi/examples/msc3984-key-query-response.json', import.meta.url),
  'utf8',
);

const starts = {
  async 'this package'() {
    const { isKeyQueryResponse } = await import('../../../dist/generated/validators/index.js');
    return isKeyQueryResponse;
  },
  async ajv() {
    const { Ajv } = await import('ajv');
    const { document } = await import('./openapi-document.js');
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema(document('application-service-keys'), 'keys');
    return ajv.getSchema('keys#/components/schemas/KeyQueryResponse');
  },
  async zod() {
    const { keyQueryResponse } = await import('./validators/zod-key-query.js');
    return (value) => keyQueryResponse.safeParse(value).success;
  },
};

const [, , name, clock] = argv;
const begin = now();
const isValid = await starts[name]();
const valid = isValid(JSON.parse(text));
const end = now();
if (!valid) throw new Error('the payload is valid');
stdout.write(String(end - begin));

function now() {
  if (clock === 'wall') return performance.now();
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}
