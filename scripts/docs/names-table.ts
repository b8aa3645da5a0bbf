import { isObject, objectAt, stringAt, type JsonObject } from '../generate/json.js';
import { otherNames, type Api, type Operation } from './api.js';
import { mscBadge, stateBadge, versionBadge } from './badges.js';
import { breakable, capitalised, html, type Html } from './html.js';
import { table } from './table.js';

/** Renders tables of every field and parameter with several names, and of every operation's paths. */
export function namesTable(apis: readonly Api[]): Html {
  return html`<h2 id="fields">Fields and parameters</h2>
    ${table(['where', 'stable name', 'unstable names', 'only read'], fieldRows(apis), ['21%', '28%', '37%', '14%'])}
    <h2 id="paths">Paths</h2>
    ${apis
      .filter(({ operations }) => operations.length > 0)
      .map(
        (api) =>
          html`<h3>${capitalised(api.title)}</h3>
            ${table(
              ['operation', 'stable path', 'unstable path', 'state'],
              api.operations.map((operation) => pathRow(api, operation)),
              ['24%', '31%', '31%', '14%'],
            )}`,
      )}`;
}

function pathRow(
  api: Api,
  { id, method, path, state, matrixVersion, msc, isUnstableOnly, unstable, legacyPath }: Operation,
): Html[] {
  const draftPath = isUnstableOnly ? path : unstable?.path;
  return [
    html`<a href="${api.name}.html#${id}">${id}</a>`,
    isUnstableOnly
      ? html`–`
      : html`<code>${method} ${breakable(path)}</code>
          ${legacyPath === undefined ? undefined : html`<small>legacy: <code>${breakable(legacyPath)}</code></small>`}`,
    draftPath === undefined ? html`–` : html`<code>${isUnstableOnly ? `${method} ` : ''}${breakable(draftPath)}</code>`,
    html`${stateBadge(state)} ${versionBadge(matrixVersion)}
    ${state === 'draft' || matrixVersion !== undefined ? undefined : html`<span class="badge stable">stable</span>`}
    ${mscBadge(msc)}`,
  ];
}

function fieldRows(apis: readonly Api[]): Html[][] {
  const rows = new Map<string, Html[]>();
  for (const api of apis) {
    for (const { where, anchor, name, definition } of definitions(api)) {
      const { unstable, accepted } = otherNames(definition);
      const key = `${where} ${name}`;
      if (unstable.length + accepted.length === 0 || rows.has(key)) continue;
      rows.set(key, [
        html`<a href="${api.name}.html#${anchor}">${where}</a>`,
        html`<code>${breakable(name)}</code>`,
        codes(unstable),
        codes(accepted),
      ]);
    }
  }
  return [...rows.values()];
}

/** Lists everything that may have other names: the properties of named schemas, and parameters. */
function definitions(api: Api): { where: string; anchor: string; name: string; definition: JsonObject }[] {
  const properties = [...api.schemas].flatMap(([schema, { properties }]) =>
    Object.entries(isObject(properties) ? properties : {}).map(([name, definition]) => ({
      where: schema,
      anchor: `${schema}.${name}`,
      name,
      definition: isObject(definition) ? definition : {},
    })),
  );
  const parameters = Object.values(objectAt(api.document, 'components', 'parameters'))
    .filter(isObject)
    .map((definition) => {
      const name = stringAt(definition, 'name') ?? '';
      const first = api.operations.find(({ parameters }) => parameters.some((each) => each['name'] === name));
      return { where: 'query parameter', anchor: first?.id ?? 'operations', name, definition };
    });
  return [...properties, ...parameters];
}

function codes(names: readonly string[]): Html {
  return names.length === 0 ? html`–` : html`${names.map((name) => html`<code>${breakable(name)}</code> `)}`;
}
