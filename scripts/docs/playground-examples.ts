import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { isObject, objectAt, type Json } from '../generate/json.js';
import { deref, schemaName, type Api } from './api.js';
import { html, type Html } from './html.js';
import type { ToolExample } from './playground/example-data.js';
import { signatureExamples } from './playground/signature-examples.js';
import { examplesOf } from './examples-of.js';

/** The examples of the playground, by tool. */
export type ToolExamples = Readonly<Record<string, readonly ToolExample[]>>;

/** The examples of the documents, with links that open them in the playground. */
export interface PlaygroundExamples {
  readonly byTool: ToolExamples;
  /** Returns the address that opens an example of a schema; `undefined` if the playground does not have it. */
  readonly linkTo: (schema: string | undefined, value: Json) => string | undefined;
}

/** Finds the address that opens an example of a schema in the playground. */
export type LinkToExample = PlaygroundExamples['linkTo'];

/** Renders a link that opens an example in the playground. */
export function playgroundLink(address: string | undefined): Html | undefined {
  return address === undefined ? undefined : html`<p class="try"><a href="${address}">Open in the playground</a></p>`;
}

/** The page's file. */
export const playgroundFile = 'playground.html';

/** Schemas that a tool of their own takes. */
const toolOf: ReadonlyMap<string, { readonly tool: string; readonly field: string; readonly isYaml?: true }> = new Map([
  ['TransactionBody', { tool: 'read', field: 'transaction' }],
  ['Registration', { tool: 'lint', field: 'registration', isYaml: true }],
]);

/** Collects the examples of all schemas and operations, and those of the tools. */
export async function playgroundExamples(projectRoot: string, apis: readonly Api[]): Promise<PlaygroundExamples> {
  const documented = documentedExamples(apis);
  const validate = documented.map(({ id, schema, title, value }) => ({
    id,
    title: `${schema}: ${title}`,
    values: { schema, payload: JSON.stringify(value, null, 2) },
  }));
  const ofTools = documented.flatMap(({ id, schema, title, value }) => {
    const { tool = '', field = '', isYaml } = toolOf.get(schema) ?? {};
    const text = isYaml === true ? dump(value) : JSON.stringify(value, null, 2);
    return tool === '' ? [] : [{ tool, id, title, values: { [field]: text } }];
  });
  const of = (wanted: string): ToolExample[] =>
    ofTools.flatMap(({ tool, ...example }) => (tool === wanted ? [example] : []));
  const links = new Map(
    documented.map(({ id, schema, value }) => {
      const { tool } = toolOf.get(schema) ?? { tool: 'validate' };
      return [keyOf(schema, value), `${playgroundFile}#${tool}?example=${encodeURIComponent(id)}`];
    }),
  );
  return {
    byTool: {
      validate,
      read: [...of('read'), misnamedTransaction],
      merge: await mergeExamples(projectRoot),
      lint: of('lint'),
      signature: signatureExamples,
    },
    linkTo: (schema, value) => (schema === undefined ? undefined : links.get(keyOf(schema, value))),
  };
}

interface Documented {
  readonly id: string;
  readonly schema: string;
  readonly title: string;
  readonly value: Json;
}

/** Finds the examples of named schemas; the same one may stand at a schema and at several operations. */
function documentedExamples(apis: readonly Api[]): Documented[] {
  const found = new Map<string, Documented>();
  const ids = new Set<string>();
  const add = (schema: string | undefined, title: string, value: Json): void => {
    if (schema === undefined || found.has(keyOf(schema, value))) return;
    const slug = `${schema}.${title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 40)}`;
    let id = slug;
    for (let next = 2; ids.has(id); next++) id = `${slug}-${next}`;
    ids.add(id);
    // A menu of choices shows no code.
    found.set(keyOf(schema, value), { id, schema, title: title.replaceAll('`', ''), value });
  };
  for (const { document, operations, schemas } of apis) {
    for (const { json } of operations) {
      const responses = Object.values(objectAt(json, 'responses')).filter(isObject);
      for (const each of [objectAt(json, 'requestBody'), ...responses.map((response) => deref(document, response))]) {
        const name = schemaName(objectAt(each, 'content', 'application/json', 'schema'));
        for (const { summary, value } of examplesOf(each)) add(name, summary, value);
      }
    }
    for (const [name, { examples }] of schemas) {
      for (const [i, value] of (Array.isArray(examples) ? examples : []).entries()) {
        add(name, i === 0 ? 'Full' : 'Minimal', value);
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.schema < b.schema ? -1 : Number(a.schema > b.schema)));
}

function keyOf(schema: string, value: Json): string {
  return `${schema} ${JSON.stringify(value)}`;
}

/** The question that brings most readers: everything is there, and nothing arrives. */
const misnamedTransaction: ToolExample = {
  id: 'nothing-arrives',
  title: 'Parses into nothing: names that no draft had',
  values: {
    transaction: `{
  "events": [
    {
      "type": "m.room.encrypted",
      "room_id": "!room:example.org",
      "sender": "@bob:example.org",
      "eventId": "$event",
      "originServerTs": 1760000000000,
      "contents": { "algorithm": "m.megolm.v1.aes-sha2" }
    }
  ],
  "org.matrix.msc3202.to_device": [
    {
      "type": "m.room.encrypted",
      "sender": "@bob:example.org",
      "to_user_id": "@_bridge_alice:example.org",
      "to_device_id": "GHOSTDEV",
      "content": {}
    }
  ],
  "deviceLists": { "changed": ["@bob:example.org"] }
}
`,
  },
};

async function mergeExamples(projectRoot: string): Promise<ToolExample[]> {
  const read = async (name: string): Promise<string> =>
    (await readFile(join(projectRoot, 'openapi/examples', name), 'utf8')).trim();
  const [homeserver = '', appservice = ''] = await Promise.all(
    ['msc3984-merge-homeserver.json', 'msc3984-merge-appservice.json'].map(read),
  );
  return [
    { id: 'msc3984', title: 'Key query: the example of MSC3984', values: { of: 'query', homeserver, appservice } },
    {
      id: 'viewer',
      title: 'Key query: what another server sees of it',
      values: { of: 'query', homeserver, appservice, viewer: 'remote.example' },
    },
    ...claimExamples,
  ];
}

/** Two answers to a claim of two keys: the homeserver has one of them. */
const claimExamples: readonly ToolExample[] = [
  {
    id: 'claim',
    title: 'Key claim: two keys wanted, one held by the homeserver',
    values: {
      of: 'claim',
      query: `{
  "@_bridge_alice:example.org": {
    "GHOSTDEV": ["signed_curve25519", "signed_curve25519"]
  }
}`,
      homeserver: claimAnswer('AAAAHg', 'zKbLg+NrIjpnagy+pIY6uPL4ZwEG2v+8F9lmgsnlZzs'),
      appservice: claimAnswer('AAAABQ', 'Fb0T8SuPOdSjGIPOzcZL+7mNkQ6sY+8WDGqCAvIAeHs', 'AAAABR', true),
    },
  },
];

function claimAnswer(id: string, key: string, fallbackId = '', hasFallback = false): string {
  const fallback = { [`signed_curve25519:${fallbackId}`]: { key, fallback: true, signatures: {} } };
  const keys = { [`signed_curve25519:${id}`]: { key, signatures: {} }, ...(hasFallback ? fallback : {}) };
  return JSON.stringify({ '@_bridge_alice:example.org': { GHOSTDEV: keys } }, null, 2);
}
