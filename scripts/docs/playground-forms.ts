import { html, type Html } from './html.js';

/** A field of a tool's form. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  /** `code`: a text area with line numbers; `json`: one whose text can be formatted. The script fills empty selections. */
  readonly kind: 'json' | 'code' | 'line' | 'check' | readonly (readonly [value: string, text: string])[];
  readonly help?: string;
  readonly rows?: number;
  /** Shown only where the field `of` has this value. */
  readonly onlyOf?: string;
}

/** A tool's form. */
export interface ToolForm {
  readonly id: string;
  readonly short: string;
  readonly title: string;
  readonly about: Html;
  readonly fields: readonly FormField[];
}

/** The forms of all tools, in the order in which the page shows them. */
export const toolForms: readonly ToolForm[] = [
  {
    id: 'read',
    short: 'Read a transaction',
    title: 'Read a transaction',
    about: html`Paste the body of <code>PUT /_matrix/app/v1/transactions/{txnId}</code> to see what an appservice reads
      from it, under which names, and why something is missing. <a href="behaviour.html#t-transactions">The rules</a>.`,
    fields: [{ name: 'transaction', label: 'Body of the transaction (JSON)', kind: 'json', rows: 20 }],
  },
  {
    id: 'validate',
    short: 'Validate',
    title: 'Validate a payload',
    about: html`Checks JSON against a schema of the OpenAPI documents, and shows the first place where it does not fit.`,
    fields: [
      { name: 'schema', label: 'Schema', kind: [] },
      { name: 'payload', label: 'Payload (JSON)', kind: 'json', rows: 18 },
    ],
  },
  {
    id: 'merge',
    short: 'Merge answers',
    title: 'Merge two answers',
    about: html`Merges an appservice’s answer onto the homeserver’s own, as the key proxy does, and shows where each key
      comes from. <a href="behaviour.html#m-merging-key-queries">The rules</a>.`,
    fields: [
      {
        name: 'of',
        label: 'Answers to',
        kind: [
          ['query', 'a key query'],
          ['claim', 'a key claim'],
        ],
      },
      { name: 'homeserver', label: 'The homeserver’s own answer (JSON)', kind: 'json', rows: 9 },
      { name: 'appservice', label: 'The appservice’s answer (JSON)', kind: 'json', rows: 9 },
      {
        name: 'query',
        label: 'What was asked (JSON)',
        kind: 'json',
        rows: 4,
        help: 'The query or claim that the appservice got. Without it, the appservice counts as asked for everything in its answer.',
      },
      {
        name: 'viewer',
        label: 'Viewer',
        kind: 'line',
        onlyOf: 'query',
        help: 'A user, @bob:example.org, or a server, remote.example. Without a viewer nothing is cut.',
      },
      {
        name: 'includeFallback',
        label: 'With a fallback key for each algorithm, as a claim of several keys has it',
        kind: 'check',
        onlyOf: 'claim',
      },
    ],
  },
  {
    id: 'lint',
    short: 'Check a registration',
    title: 'Check a registration',
    about: html`Says which features of encrypted appservices will work with a registration on a homeserver, and which
      lines are missing. Tokens may stay in it: they are neither sent nor put into links.
      <a href="behaviour.html#g-registrations">The rules</a>.`,
    fields: [
      { name: 'registration', label: 'Registration (YAML)', kind: 'code', rows: 16 },
      { name: 'homeserver', label: 'Homeserver', kind: [['', 'All that are known, each in its newest version']] },
      {
        name: 'version',
        label: 'Its version',
        kind: 'line',
        help: 'Such as 1.157. Without one, the newest that was looked up.',
      },
      {
        name: 'serverName',
        label: 'Server name',
        kind: 'line',
        help: 'As in user IDs, example.org. With it, namespaces for another server are found.',
      },
      { name: 'keyQuery', label: 'The appservice answers key queries (MSC3984)', kind: 'check' },
      { name: 'keyClaim', label: 'The appservice answers key claims (MSC3983)', kind: 'check' },
    ],
  },
  {
    id: 'signature',
    short: 'Check a signature',
    title: 'Check a signature',
    about: html`Checks the signatures of a device, of cross-signing keys, of all keys in an answer to a key query, or of
      a request between homeservers. <a href="behaviour.html#f-signing">The rules</a>.`,
    fields: [
      {
        name: 'of',
        label: 'Signature of',
        kind: [
          ['keys', 'a device, cross-signing keys or other JSON'],
          ['request', 'a request between homeservers (X-Matrix)'],
        ],
      },
      { name: 'object', label: 'Signed JSON, or an answer to a key query', kind: 'json', rows: 18, onlyOf: 'keys' },
      {
        name: 'publicKeys',
        label: 'Other public keys',
        kind: 'code',
        rows: 3,
        onlyOf: 'keys',
        help: 'One a line: key ID and unpadded base64, ed25519:1 XGX0…. Only for signatures by keys that are not in the JSON.',
      },
      { name: 'authorization', label: 'Authorization header', kind: 'code', rows: 3, onlyOf: 'request' },
      { name: 'method', label: 'Method', kind: 'line', onlyOf: 'request', help: 'GET, if it is empty.' },
      {
        name: 'target',
        label: 'Target',
        kind: 'line',
        onlyOf: 'request',
        help: 'Path and query as they were sent, not decoded: /_matrix/federation/v1/…',
      },
      { name: 'body', label: 'Body (JSON), if there is one', kind: 'code', rows: 8, onlyOf: 'request' },
      {
        name: 'serverName',
        label: 'Receiver',
        kind: 'line',
        onlyOf: 'request',
        help: 'Server name of the receiver. Without it, the one in the header.',
      },
      {
        name: 'publicKey',
        label: 'Public key of the sender',
        kind: 'line',
        onlyOf: 'request',
        help: 'Unpadded base64.',
      },
    ],
  },
];
