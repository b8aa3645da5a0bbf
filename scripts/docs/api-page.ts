import { isObject, objectAt, stringAt, type JsonObject } from '../generate/json.js';
import { deref, type Api, type Operation } from './api.js';
import { mscBadge, stateBadge, versionBadge } from './badges.js';
import { breakable, capitalised, html, type Html, raw } from './html.js';
import { codeBlock, jsonHtml } from './json-html.js';
import { inlineMarkdown, markdown } from './markdown.js';
import { playgroundLink, type LinkToExample, type PlaygroundExamples } from './playground-examples.js';
import { isFile, samples } from './samples.js';
import { bodySchema, parameterList, schemaSection } from './schema.js';

/** Renders the page of one API: its operations with samples, and the schemas that they use. */
export function apiPage(api: Api, { linkTo }: Pick<PlaygroundExamples, 'linkTo'>): Html {
  const { from, to, document } = api;
  const info = objectAt(document, 'info');
  return html`<h1>${capitalised(api.title)}</h1>
    ${from === '' ? undefined : html`<p class="ends"><span>${from}</span> <span aria-label="asks">→</span> <span>${to}</span></p>`}
    <div class="lead">${markdown(stringAt(info, 'description') ?? '')}</div>
    <p class="note">
      <a href="${api.name}.json" download>OpenAPI 3.1 document</a>, version ${stringAt(info, 'version') ?? ''}
    </p>
    ${api.operations.length === 0 ? undefined : html`<h2 id="operations">Operations</h2>`}
    ${api.operations.map((operation) => operationSection(api, operation, linkTo))}
    <h2 id="schemas">Schemas</h2>
    ${[...api.schemas].map(([name, schema]) => [schemaSection(api, name, schema), schemaExamples(name, schema, linkTo)])}`;
}

function operationSection(api: Api, operation: Operation, linkTo: LinkToExample): Html {
  const body = objectAt(operation.json, 'requestBody');
  const schema = objectAt(body, 'content', 'application/json', 'schema');
  const { id } = operation;
  return html`<article class="operation" id="${id}" data-operation="${id}" aria-labelledby="${id}-title">
    <div class="text">
      <h3 id="${id}-title"><a class="anchor" href="#${id}">${operation.summary}</a></h3>
      <p class="badges">
        <code>${id}</code> ${stateBadge(operation.state)} ${mscBadge(operation.msc)}
        ${versionBadge(operation.matrixVersion)}
      </p>
      ${paths(operation)} ${markdown(operation.description)} ${changes(operation)}
      ${operation.security.slice(0, 1).map(
        (scheme) =>
          html`<h4>Authentication</h4>
            ${markdown(stringAt(scheme, 'description') ?? '')}`,
      )}
      ${
        operation.parameters.length === 0
          ? undefined
          : html`<h4>Parameters</h4>
              ${parameterList(operation.parameters)}`
      }
      ${
        isFile(body)
          ? html`<h4>Request body</h4>
              ${markdown(stringAt(body, 'description') ?? '')}`
          : undefined
      }
      ${
        Object.keys(schema).length === 0
          ? undefined
          : html`<h4>Request body${body['required'] === true ? '' : ' (optional)'}</h4>
              ${markdown(stringAt(body, 'description') ?? '')} ${bodySchema(api, schema)}`
      }
      <h4>Responses</h4>
      ${responses(api, operation)}
    </div>
    ${samples(api, operation, linkTo)}
  </article>`;
}

/** Lists every path of an operation, the one that is tried first at the top. */
function paths({ method, path, state, isUnstableOnly, unstable, legacyPath }: Operation): Html {
  const stable = { path, kind: isUnstableOnly ? 'unstable' : 'stable', id: undefined as string | undefined };
  const draft = unstable && { path: unstable.path, kind: 'unstable', id: unstable.id };
  const byAge = draft === undefined ? [stable] : state === 'draft' ? [draft, stable] : [stable, draft];
  const all = legacyPath === undefined ? byAge : [...byAge, { path: legacyPath, kind: 'legacy', id: undefined }];
  return html`<ul class="paths">
    ${all.map(
      (each) =>
        html`<li ${raw(each.id === undefined ? '' : `id="${each.id}" data-operation="${each.id}"`)}>
          <span class="method">${method}</span> <code>${breakable(each.path)}</code>
          <span class="badge ${each.kind === 'stable' ? 'stable' : 'draft'}">${each.kind}</span>
        </li>`,
    )}
  </ul>`;
}

/** Renders a line for each version of Matrix that has changed the operation. */
function changes({ json }: Operation): Html[] {
  const marks = objectAt(json, 'x-changed-in-matrix-version');
  return Object.keys(marks).map(
    (version) => html`<p>Changed in Matrix ${version}: ${stringAt(marks, version) ?? ''}</p>`,
  );
}

function responses(api: Api, operation: Operation): Html[] {
  return Object.entries(objectAt(operation.json, 'responses')).map(([status, value]) => {
    const response = deref(api.document, isObject(value) ? value : {});
    const schema = objectAt(response, 'content', 'application/json', 'schema');
    const description = stringAt(response, 'description') ?? '';
    const isSuccess = status.startsWith('2');
    return html`<details class="response" ${raw(isSuccess ? 'open' : '')}>
      <summary>
        <span class="status s${status.slice(0, 1)}">${status}</span>
        ${isSuccess ? inlineMarkdown(description) : errorCodes(description)}
      </summary>
      ${isSuccess ? undefined : markdown(description)}
      ${Object.keys(schema).length === 0 ? undefined : bodySchema(api, schema)}
    </details>`;
  });
}

/**
 * Picks the codes from a description, for the line that stays when it is folded; without any, the description itself.
 */
function errorCodes(description: string): Html {
  const codes = new Set(description.match(/`[A-Z]+[A-Z0-9._]*_[A-Z_]+`/g) ?? []);
  return inlineMarkdown(codes.size > 0 ? [...codes].join(' ') : (description.split(/(?<=[.;:])\s/)[0] ?? ''));
}

function schemaExamples(name: string, schema: JsonObject, linkTo: LinkToExample): Html | undefined {
  const examples = Array.isArray(schema['examples']) ? schema['examples'] : [];
  if (examples.length === 0) return undefined;
  return html`<div class="samples wide">
    <h4>Examples</h4>
    ${examples.map(
      (example, index) =>
        html`<details ${raw(index === 0 ? 'open' : '')}>
          <summary>${index === 0 ? 'Full' : 'Minimal'}</summary>
          ${codeBlock(jsonHtml(example), `Example of ${name}`)} ${playgroundLink(linkTo(name, example))}
        </details>`,
    )}
  </div>`;
}
