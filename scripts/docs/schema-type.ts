import { isObject, objectAt, stringAt, stringsAt, type JsonObject } from '../generate/json.js';
import { deref, list, schemaName, type Api } from './api.js';
import { html, type Html } from './html.js';

/**
 * Writes a schema's type in words, named schemas as links: `list of ClientEvent`, `map of user ID → list of string`.
 */
export function typeOf(api: Api, schema: JsonObject): Html {
  const name = schemaName(schema);
  if (name !== undefined && !isPlainContainer(api, schema)) return html`<a href="#${name}">${name}</a>`;
  const resolved = deref(api.document, schema);
  const alternatives = list(resolved['oneOf']);
  if (alternatives.length > 0) {
    return html`${alternatives.map((each, index) => [index === 0 ? '' : ' or ', alternative(api, each)])}`;
  }
  const types = typeof resolved['type'] === 'string' ? [resolved['type']] : stringsAt(resolved, 'type');
  if (types.length === 0) return html`any value`;
  return html`${types.map((type, index) => [index === 0 ? '' : ' or ', oneType(api, type, resolved)])}`;
}

/** Writes one of several types: by its title if its own type is long enough to be misread after an "or". */
function alternative(api: Api, schema: JsonObject): Html {
  const title = schemaName(schema) === undefined && schema['type'] === 'object' ? stringAt(schema, 'title') : undefined;
  return title === undefined ? typeOf(api, schema) : html`${title}`;
}

/** Describes the entries of a map: the meaning of their names, and their schema. */
export function mapEntries(schema: JsonObject): { name: string; entry: JsonObject } | undefined {
  const byUser = objectAt(schema, 'patternProperties')['^@'];
  if (isObject(byUser)) return { name: 'user ID', entry: byUser };
  const rest = schema['additionalProperties'];
  if (!isObject(rest) || Object.keys(rest).length === 0) return undefined;
  return { name: keyName.exec(stringAt(schema, 'description') ?? '')?.[1]?.replaceAll('`', '') ?? 'name', entry: rest };
}

/** Matches the meaning of a map's names in its description, "by device ID": JSON Schema has no better place for it. */
const keyName = /\bby (?:the )?(device ID|server name|algorithm|key identifier|`<[^`]+>`)/;

/** Lists the constraints on a value that its type leaves out. */
export function constraints(schema: JsonObject): Html[] {
  const rows: Html[] = [];
  for (const value of Array.isArray(schema['enum']) ? [schema['enum']] : []) {
    rows.push(
      html`one of ${value.map((each, index) => [index === 0 ? '' : ', ', html`<code>${JSON.stringify(each)}</code>`])}`,
    );
  }
  for (const [keyword, label] of labels) {
    const value = schema[keyword];
    if (value !== undefined)
      rows.push(html`${label} <code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`);
  }
  return rows;
}

const labels: readonly (readonly [keyword: string, label: string])[] = [
  ['const', 'always'],
  ['default', 'default'],
  ['pattern', 'matches'],
  ['minimum', 'at least'],
  ['maximum', 'at most'],
  ['minLength', 'length at least'],
  ['maxLength', 'length at most'],
  ['minItems', 'entries at least'],
  ['maxItems', 'entries at most'],
  ['minProperties', 'properties at least'],
  ['maxProperties', 'properties at most'],
];

/** Tells whether a named schema is only a map or list, so that its content says more than its name. */
function isPlainContainer(api: Api, schema: JsonObject): boolean {
  const name = schemaName(schema) ?? '';
  return /ByUser$|^OneTimeKeys$/.test(name) && mapEntries(deref(api.document, schema)) !== undefined;
}

function oneType(api: Api, type: string, schema: JsonObject): Html {
  const items = schema['items'];
  if (type === 'array') return isObject(items) ? html`list of ${typeOf(api, items)}` : html`list`;
  if (type !== 'object') return html`${type}`;
  const entries = mapEntries(schema);
  const hasProperties = Object.keys(objectAt(schema, 'properties')).length > 0;
  if (entries === undefined || hasProperties)
    return html`${hasProperties ? (stringAt(schema, 'title') ?? 'object') : 'object'}`;
  return html`map of ${entries.name} → ${typeOf(api, entries.entry)}`;
}
