import { isObject, objectAt, stringAt, type Json, type JsonObject } from '../generate/json.js';
import { deref, schemaName, type Api, type Operation } from './api.js';
import { examplesOf } from './examples-of.js';
import { escape, html, raw, type Html } from './html.js';
import { codeBlock, jsonHtml } from './json-html.js';
import { inlineMarkdown } from './markdown.js';
import { playgroundLink, type LinkToExample } from './playground-examples.js';

/** Tells whether a request body or response is a file, and not JSON. */
export function isFile(bodyOrResponse: JsonObject): boolean {
  return fileType in objectAt(bodyOrResponse, 'content');
}

const fileType = 'application/octet-stream';

/** Returns the path that is tried first: the draft's as long as there is a draft (N1). */
function firstPath(operation: Operation): string {
  return operation.state === 'draft' ? (operation.unstable?.path ?? operation.path) : operation.path;
}

/** Renders an operation's requests and answers. */
export function samples(api: Api, operation: Operation, linkTo: LinkToExample): Html {
  const body = objectAt(operation.json, 'requestBody');
  const bodies = examplesOf(body);
  const bodyName = schemaName(objectAt(body, 'content', 'application/json', 'schema'));
  const withoutJson = { summary: isFile(body) ? 'A file' : 'Without a body', value: undefined };
  const requests = bodies.length > 0 ? bodies : [withoutJson];
  const note =
    operation.unstable !== undefined && operation.state === 'draft'
      ? html`<p class="note">
          On the unstable path, which is asked first as long as ${operation.msc ?? 'the proposal'} is a draft.
        </p>`
      : undefined;
  return html`<div class="samples">
    <h4>Request samples</h4>
    ${note}
    ${requests.map(({ summary, value }, index) =>
      sample(inlineMarkdown(summary), httpRequest(api, operation, value, index === 0), `${operation.id}-request`, {
        isOpen: index === 0,
        address: value === undefined ? undefined : linkTo(bodyName, value),
      }),
    )}
    ${sample('With curl', curl(api, operation, requests[0]?.value), `${operation.id}-request`)}
    <h4>Response samples</h4>
    ${responseSamples(api, operation, linkTo)}
  </div>`;
}

function responseSamples(api: Api, operation: Operation, linkTo: LinkToExample): Html[] {
  return Object.entries(objectAt(operation.json, 'responses')).flatMap(([status, value]) => {
    const response = deref(api.document, isObject(value) ? value : {});
    const name = schemaName(objectAt(response, 'content', 'application/json', 'schema'));
    const shown = isFile(response)
      ? [{ summary: 'A file', code: raw(escape(fileContent)), address: undefined }]
      : examplesOf(response).map(({ summary, value: json }) => ({
          summary,
          code: jsonHtml(json),
          address: linkTo(name, json),
        }));
    return shown.map(({ summary, code, address }, index) =>
      sample(
        html`<span class="status s${status.slice(0, 1)}">${status}</span> ${inlineMarkdown(summary)}`,
        code,
        `${operation.id}-response`,
        { isOpen: index === 0 && status.startsWith('2'), address },
      ),
    );
  });
}

const fileContent = '<the bytes of the file>';

function sample(
  title: Html | string,
  code: Html,
  group: string,
  { isOpen = false, address }: { readonly isOpen?: boolean; readonly address?: string | undefined } = {},
): Html {
  const label = typeof title === 'string' ? title : title.markup.replace(/<[^>]*>/g, '');
  return html`<details name="${group}" ${raw(isOpen ? 'open' : '')}>
    <summary>${title}</summary>
    ${codeBlock(code, `Sample: ${label}`)} ${playgroundLink(address)}
  </details>`;
}

function httpRequest(api: Api, operation: Operation, body: Json | undefined, withQuery: boolean): Html {
  const { host, prefix } = server(api);
  const ofFile = isFile(objectAt(operation.json, 'requestBody'));
  const head = [
    html`<span class="method">${operation.method}</span> ${prefix}${target(operation, withQuery)} HTTP/1.1`,
    html`Host: ${host}`,
    ...operation.security.slice(0, 1).map((scheme) => html`Authorization: ${credentials(api, scheme)}`),
    ...(ofFile ? [html`Content-Type: ${fileType}`] : body === undefined ? [] : [html`Content-Type: application/json`]),
  ];
  const lines = head.map(({ markup }) => markup).join('\n');
  if (ofFile) return raw(`${lines}\n\n${escape(fileContent)}`);
  return raw(body === undefined ? lines : `${lines}\n\n${jsonHtml(body).markup}`);
}

function curl(api: Api, operation: Operation, body: Json | undefined): Html {
  const { scheme, host, prefix } = server(api);
  const url = `${scheme}://${host}${prefix}${target(operation, false)}`;
  const lines = [
    `curl -X ${operation.method} ${quote(url)}`,
    ...operation.security.slice(0, 1).map((each) => `-H ${quote(`Authorization: ${credentials(api, each)}`)}`),
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d ${quote(JSON.stringify(body))}`]),
    ...(isFile(objectAt(operation.json, 'requestBody'))
      ? [`-H 'Content-Type: ${fileType}'`, '--data-binary @file']
      : []),
  ];
  return raw(escape(lines.join(' \\\n  ')));
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Fills the examples of the parameters into the path, and appends the stable query parameters on request. */
function target(operation: Operation, withQuery: boolean): string {
  let path = firstPath(operation);
  const query = new URLSearchParams();
  for (const parameter of operation.parameters) {
    const name = stringAt(parameter, 'name') ?? '';
    const example = parameter['example'];
    if (typeof example !== 'string' && typeof example !== 'number') continue;
    if (parameter['in'] === 'path') path = path.replace(`{${name}}`, encodeURIComponent(String(example)));
    else if (parameter['in'] === 'query' && withQuery && !('x-stable-name' in parameter))
      query.set(name, String(example));
  }
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

function server({ document }: Api): { scheme: string; host: string; prefix: string } {
  const [first] = Array.isArray(document['servers']) ? document['servers'].filter(isObject) : [];
  const variables = objectAt(first ?? {}, 'variables');
  const url = (stringAt(first ?? {}, 'url') ?? '').replace(
    /\{(\w+)\}/g,
    (_, name: string) => stringAt(objectAt(variables, name), 'default') ?? '',
  );
  const { protocol, host, pathname } = new URL(url);
  return { scheme: protocol.slice(0, -1), host, prefix: pathname.replace(/\/$/, '') };
}

/** Writes the `Authorization` header: a bearer token, named as in the scheme's description, or a signature. */
function credentials(api: Api, scheme: JsonObject): string {
  if (stringAt(scheme, 'scheme')?.toLowerCase() !== 'bearer') {
    const destination = server(api).host.replace(/^matrix\.|:\d+$/g, '');
    return `X-Matrix origin="remote.example",destination="${destination}",key="ed25519:1",sig="the signature"`;
  }
  const token = /`(\w+)`/.exec(stringAt(scheme, 'description') ?? '')?.[1] ?? 'token';
  return `Bearer the-${token.replaceAll('_', '-')}`;
}
