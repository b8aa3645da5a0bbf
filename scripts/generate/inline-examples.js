import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Redocly plugin that inserts the payloads of `openapi/examples/` into the documents before the rules run, so that lint
 * checks each against its schema and bundles hold them. A media type names its payload in `externalValue`, a schema in
 * `examples: [{ $ref }]`; Redocly itself checks neither, and resolves only the first.
 */
export default function inlineExamples() {
  return { id: 'examples', preprocessors: { oas3: { inline: () => visitor } } };
}

const visitor = {
  Example: {
    enter(example, { location }) {
      if (example.externalValue === undefined) return;
      example.value = payload(example.externalValue, location);
      delete example.externalValue;
    },
  },
  Schema: {
    enter(schema, { location }) {
      schema.examples = schema.examples?.map((example) =>
        example?.$ref === undefined ? example : payload(example.$ref, location),
      );
      if (schema.examples === undefined) delete schema.examples;
    },
  },
};

function payload(file, { source }) {
  return JSON.parse(readFileSync(resolve(dirname(source.absoluteRef), file), 'utf8'));
}
