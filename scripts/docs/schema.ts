import { isObject, objectAt, stringAt, stringsAt, type Json, type JsonObject } from '../generate/json.js';
import { deref, list, otherNames, schemaName, type Api } from './api.js';
import { mscBadge, stateBadge, versionBadge } from './badges.js';
import { breakable, html, raw, type Html } from './html.js';
import { markdown } from './markdown.js';
import { constraints, mapEntries, typeOf } from './schema-type.js';

/** Renders the section of a named schema, to which the types link. */
export function schemaSection(api: Api, name: string, schema: JsonObject): Html {
  return html`<section class="schema" id="${name}" aria-labelledby="${name}-title">
    <h3 id="${name}-title"><a class="anchor" href="#${name}">${name}</a></h3>
    ${markdown(stringAt(schema, 'description') ?? '')} ${typeLine(api, schema)} ${members(api, schema, name)}
  </section>`;
}

/** Renders a body: its type, and the members of the schema that it names. */
export function bodySchema(api: Api, schema: JsonObject): Html {
  const resolved = deref(api.document, schema);
  const name = schemaName(schema);
  return html`<p class="type">${name === undefined ? typeOf(api, schema) : html`<a href="#${name}">${name}</a>`}</p>
    ${members(api, resolved, undefined)}`;
}

/** Renders the properties of an object, the entries of a map or the alternatives of a choice, each with its content. */
function members(api: Api, schema: JsonObject, owner: string | undefined): Html | undefined {
  const required = new Set(stringsAt(schema, 'required'));
  const rows = Object.entries(objectAt(schema, 'properties')).flatMap(([name, property]) =>
    // A name derived for a draft is shown beside the stable one.
    isObject(property) && !('x-stable-name' in property)
      ? [
          member(api, html`<code>${breakable(name)}</code>`, property, {
            required: required.has(name),
            id: owner && `${owner}.${name}`,
          }),
        ]
      : [],
  );
  const entries = mapEntries(schema);
  if (entries !== undefined) rows.push(member(api, html`<em>each ${entries.name}</em>`, entries.entry, {}));
  const items = schema['items'];
  if (isObject(items) && schemaName(items) === undefined && (hasMembers(items) || 'description' in items)) {
    rows.push(member(api, html`<em>each entry</em>`, items, {}));
  }
  for (const alternative of list(schema['oneOf'])) {
    if (schemaName(alternative) !== undefined) continue;
    rows.push(member(api, html`<em>${stringAt(alternative, 'title') ?? 'or'}</em>`, alternative, {}));
  }
  return rows.length === 0
    ? undefined
    : html`<ul class="members">
        ${rows}
      </ul>`;
}

function member(
  api: Api,
  name: Html,
  schema: JsonObject,
  { required = false, id }: { required?: boolean; id?: string | undefined },
): Html {
  const isNamed = schemaName(schema) !== undefined;
  const resolved = deref(api.document, schema);
  const description = stringAt(schema, 'description') ?? firstParagraph(stringAt(resolved, 'description'));
  return html`<li ${raw(id === undefined ? '' : `id="${id}"`)}>
    <div class="member">
      ${name} <span class="type">${typeOf(api, schema)}</span>
      ${required ? html`<span class="badge required">required</span>` : undefined}
      ${resolved['deprecated'] === true ? html`<span class="badge draft">deprecated</span>` : undefined}
      ${stateBadge(stringAt(schema, 'x-msc-state'))} ${mscBadge(stringAt(schema, 'x-msc'))}
      ${versionBadge(stringAt(schema, 'x-added-in-matrix-version'))}
    </div>
    ${description === undefined ? undefined : markdown(description)} ${otherNamesLine(schema)}
    ${constraintLine(resolved)} ${isNamed && !isMap(resolved) ? undefined : members(api, resolved, undefined)}
  </li>`;
}

/** Renders the names of a field besides its stable one. */
function otherNamesLine(definition: JsonObject): Html | undefined {
  const { unstable, accepted } = otherNames(definition);
  if (unstable.length + accepted.length === 0) return undefined;
  return html`<p class="names">
    ${unstable.map((name) => html`<span><b>unstable name</b> <code>${breakable(name)}</code></span>`)}
    ${accepted.map((name) => html`<span><b>also read</b> <code>${breakable(name)}</code></span>`)}
  </p>`;
}

/** Returns the first paragraph, for places where the rest is one link away. */
function firstParagraph(description: string | undefined): string | undefined {
  return description?.split('\n\n')[0];
}

function typeLine(api: Api, schema: JsonObject): Html | undefined {
  if (Object.keys(objectAt(schema, 'properties')).length > 0) return undefined;
  return html`<p class="type">${typeOf(api, schema)}</p>`;
}

function constraintLine(schema: JsonObject): Html | undefined {
  const rows = constraints(schema);
  if (rows.length === 0) return undefined;
  return html`<p class="constraints">${rows.map((row, index) => [index === 0 ? '' : ' · ', row])}</p>`;
}

function hasMembers(schema: JsonObject): boolean {
  return 'properties' in schema || mapEntries(schema) !== undefined || 'oneOf' in schema;
}

function isMap(schema: JsonObject): boolean {
  return (
    mapEntries(schema) !== undefined &&
    !('properties' in schema) &&
    schemaName(mapEntries(schema)?.entry ?? {}) === undefined
  );
}

/** Writes strings as they are, anything else as JSON. */
function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Renders the parameters of an operation, with their other names. */
export function parameterList(parameters: readonly JsonObject[]): Html {
  const rows = parameters.filter((parameter) => !('x-stable-name' in parameter));
  return html`<ul class="members">
    ${rows.map(
      (parameter) =>
        html`<li>
          <div class="member">
            <code>${breakable(stringAt(parameter, 'name') ?? '')}</code>
            <span class="type"
              >${stringAt(objectAt(parameter, 'schema'), 'type') ?? ''}, in the ${stringAt(parameter, 'in') ?? ''}</span
            >
            ${parameter['required'] === true ? html`<span class="badge required">required</span>` : undefined}
            ${mscBadge(stringAt(parameter, 'x-msc'))} ${versionBadge(stringAt(parameter, 'x-added-in-matrix-version'))}
          </div>
          <div>${markdown(stringAt(parameter, 'description') ?? '')}</div>
          ${otherNamesLine(parameter)}
          ${
            parameter['example'] === undefined
              ? undefined
              : html`<p class="constraints">for example <code>${asText(parameter['example'])}</code></p>`
          }
        </li>`,
    )}
  </ul>`;
}
