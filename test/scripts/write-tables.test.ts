import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../scripts/generate/json.js';
import type { Operation } from '../../scripts/generate/operation.js';
import { fillMarks, writeOperationTables, writeSupportTable } from '../../scripts/generate/write-page-tables.js';
import { listOperations, writeNames, writeOperations, writeSupport } from '../../scripts/generate/write-tables.js';
import { readProjectFile } from '../helpers/project.js';

const draft = {
  operationId: 'queryKeys',
  summary: 'Ask for keys.',
  'x-msc': 'MSC1',
  'x-msc-state': 'draft',
  'x-unstable-path': '/unstable/query',
};
const plain = { operationId: 'deliver', summary: 'Deliver.', 'x-legacy-path': '/deliver' };

describe('listOperations', () => {
  it('asks the unstable path first while the proposal is a draft, and second when it is stable (N1)', () => {
    expect(rows({ '/v1/query': { post: draft } })[0]?.paths).toEqual(['/unstable/query', '/v1/query']);
    const stable = { ...draft, 'x-msc-state': 'stable' };
    expect(rows({ '/v1/query': { post: stable } })[0]?.paths).toEqual(['/v1/query', '/unstable/query']);
  });

  it('takes every operation with what its x- fields say, by operation ID, and nothing else of a path item', () => {
    const item = {
      summary: 'Both.',
      parameters: [],
      put: plain,
      post: { ...draft, 'x-added-in-matrix-version': '1.7' },
    };
    expect(rows({ '/v1/both': item })).toEqual([
      {
        api: 'application-service',
        operationId: 'deliver',
        method: 'PUT',
        summary: 'Deliver.',
        state: 'stable',
        paths: ['/v1/both'],
        stablePath: '/v1/both',
        legacyPath: '/deliver',
      },
      {
        api: 'application-service',
        operationId: 'queryKeys',
        method: 'POST',
        summary: 'Ask for keys.',
        state: 'draft',
        msc: 'MSC1',
        matrixVersion: '1.7',
        paths: ['/unstable/query', '/v1/both'],
        stablePath: '/v1/both',
        unstablePath: '/unstable/query',
      },
    ]);
  });

  it('gives an operation that only a draft has no stable path', () => {
    const only = { operationId: 'claim', 'x-msc': 'MSC1', 'x-msc-state': 'draft', 'x-unstable-only': true };
    const [row] = rows({ '/unstable/claim': { post: only } });
    expect(row).toMatchObject({ paths: ['/unstable/claim'], unstablePath: '/unstable/claim' });
    expect(row).not.toHaveProperty('stablePath');
  });

  it('refuses an operation without an ID, and a state that is neither draft nor stable', () => {
    expect(() => rows({ '/a': { get: { summary: 'A.' } } })).toThrow('get /a has no operationId');
    expect(() => rows({ '/a': { get: { ...draft, 'x-msc-state': 'merged' } } })).toThrow(
      'queryKeys: x-msc-state must be draft or stable, not merged',
    );
  });
});

it('writeOperations files the rows under their API and operation ID', () => {
  const [row] = rows({ '/v1/query': { post: draft } });
  const written = writeOperations(row === undefined ? [] : [row]);
  expect(constants(written)).toEqual({ applicationServiceOperations: { queryKeys: row } });
  expect(written).toContain('= {\n  applicationService: applicationServiceOperations,\n};\n');
});

it('writeOperations files those of an x-operations-table in a table of their own, and nowhere else', () => {
  const document = { paths: { '/v1/query': { post: draft } }, 'x-operations-table': 'more' };
  const own = listOperations([{ api: 'client-server', document }]);
  const [row] = rows({ '/v1/deliver': { put: plain } });
  const written = writeOperations(row === undefined ? own : [row, ...own]);
  const [{ table, ...asked }] = own as [(typeof own)[number]];
  expect(table).toBe('more');
  expect(constants(written)).toEqual({
    applicationServiceOperations: { deliver: row },
    clientServerMoreOperations: { queryKeys: asked },
  });
  expect(written).toContain('= {\n  applicationService: applicationServiceOperations,\n};\n');
  expect(() => writeOperations([...own, ...own.map(({ table: _, ...each }) => each)])).toThrow('two operations called');
});

it('writeOperations refuses two operations of one name, of which one would be lost', () => {
  const [row] = rows({ '/v1/query': { post: draft } });
  expect(() => writeOperations([row, row] as Operation[])).toThrow('there are two operations called queryKeys');
});

it.each([
  [{ ...plain, operationId: 'not a name' }],
  [{ ...plain, operationId: '__proto__' }],
  [{ ...plain, operationId: 5 }],
  [{ ...draft, 'x-unstable-path': ['/unstable'] }],
  [{ ...draft, 'x-msc': 3984 }],
  [{ ...plain, summary: null }],
  [{ ...plain, 'x-legacy-path': true }],
] satisfies [JsonObject][])(
  'listOperations refuses an operation with %j, and loses nothing in silence',
  (operation) => {
    expect(() => rows({ '/v1/a': { post: operation } })).toThrow(/must be a string|must consist of letters/);
  },
);

it.each([
  ['names that are no list', { type: 'object', properties: { a: { 'x-unstable-names': 'b' } } }],
  ['a name that is no string', { type: 'object', properties: { a: { 'x-accepted-names': ['b', 5] } } }],
  ['properties that are no object', { type: 'object', properties: ['a'] }],
] satisfies [string, JsonObject][])('writeNames refuses %s', (_, schema) => {
  expect(() => writeNames(new Map([['Body', { schema }]]))).toThrow(/must be/);
});

it.each([{}, { name: '__proto__' }, { name: 5 }])('writeNames refuses a parameter with other names and %j', (named) => {
  const parameter = { ...named, 'x-unstable-names': ['org.example.a'] };
  expect(() => writeNames(new Map(), [{ components: { parameters: { a: parameter } } }])).toThrow(
    /needs a name|must be/,
  );
});

it.each(['not a name', 'a-b', '__proto__', ''])(
  'writeSupport refuses a section that cannot be a constant: %j',
  (section) => {
    expect(() => writeSupport(Object.fromEntries([[section, 1]]))).toThrow('must consist of letters and digits');
  },
);

it('writeNames lists the properties that have other names, by schema, and the parameters, and leaves out all that have none', () => {
  const schemas = new Map([
    ['Lists', { schema: { properties: { left: { 'x-accepted-names': ['removed'] }, changed: { type: 'array' } } } }],
    ['Body', { schema: { properties: { lists: { 'x-unstable-names': ['org.example.a', 'org.example.b'] } } } }],
    ['Empty', { schema: { type: 'object' } }],
  ]);
  const device = { name: 'device_id', 'x-unstable-names': ['org.example.device_id'] };
  const text = writeNames(schemas, [{ components: { parameters: { Device: device, User: { name: 'user_id' } } } }, {}]);
  expect(constants(text)).toEqual({
    parameterNames: { device_id: { unstable: ['org.example.device_id'], accepted: [] } },
    fieldNames: {
      Body: { lists: { unstable: ['org.example.a', 'org.example.b'], accepted: [] } },
      Lists: { left: { unstable: [], accepted: ['removed'] } },
    },
  });
  expect(text.indexOf('"Body"')).toBeLessThan(text.indexOf('"Lists"'));
});

it('writeSupport makes a constant of each section, without sources', () => {
  expect(constants(writeSupport({ a: [{ name: 'x' }], b: {} }))).toEqual({ a: [{ name: 'x' }], b: {} });
  const facts = [{ of: ['x'], source: 'https://spec.example' }];
  expect(constants(writeSupport({ software: [{ facts }] }))).toEqual({ software: [{ facts: [{ of: ['x'] }] }] });
  expect(() => writeSupport([])).toThrow('openapi/support.yaml');
});

it('writeSupport makes a constant of each homeserver as well, so that a bundle has those alone that it needs', () => {
  const text = writeSupport({ homeservers: [{ name: 'One' }, { name: 'two' }] });
  const [list, ...each] = text.trim().split('\n\n').reverse();
  expect(list).toBe('export const homeservers: readonly [typeof one, typeof two] = [one, two];');
  expect(constants(each.join('\n\n'))).toEqual({ one: { name: 'One' }, two: { name: 'two' } });
  expect(() => writeSupport({ homeservers: [{ name: 'a-b' }] })).toThrow('must consist of letters and digits');
});

it('openapi/support.yaml has a source for each fact, rule, proposal and name', () => {
  const support = load(readProjectFile('openapi/support.yaml')) as Record<string, Record<string, unknown>[]>;
  const { homeservers, software, proposals, neverExisted } = support;
  const rules = homeservers?.flatMap((each) => (each['loading'] as { rules: unknown[] }).rules);
  const spoken = software?.flatMap((each) => Object.values(each['speaks'] as Record<string, unknown>));
  const sourced = [homeservers?.flatMap(({ facts }) => facts), rules, spoken, proposals, neverExisted];
  for (const each of sourced) {
    expect(each?.length).toBeGreaterThan(0);
    for (const fact of each ?? []) expect(fact).toMatchObject({ source: expect.stringMatching(/^https:/) as string });
  }
});

describe('the tables of pages', () => {
  const readme = '# Title\n\n<!-- operations: written by `npm run generate` -->\nold\n<!-- /operations -->\n\nMore.\n';

  it('replaces what is between its marks and nothing else, and changes nothing the second time', () => {
    const written = filled(readme, rows({ '/v1/query': { post: draft }, '/v1/deliver': { put: plain } }));
    expect(written).toMatch(/^# Title\n\n<!-- operations[^]*<!-- \/operations -->\n\nMore\.\n$/);
    expect(written).not.toContain('old');
    expect(written).toContain(
      '| `queryKeys` | `POST /v1/query` | `/unstable/query` | [MSC1](https://github.com/matrix-org/matrix-spec-proposals/pull/1), draft |',
    );
    expect(written).toContain('| `deliver` | `PUT /v1/deliver` | – | stable |');
    expect(filled(written, rows({ '/v1/query': { post: draft }, '/v1/deliver': { put: plain } }))).toBe(written);
  });

  it('gives each API a table of its own, and an unstable path its method where it stands alone', () => {
    const only = { operationId: 'claim', 'x-msc-state': 'draft', 'x-unstable-only': true };
    const written = filled(
      readme,
      listOperations([
        { api: 'server-server', document: { paths: { '/unstable/claim': { post: only } } } },
        { api: 'application-service', document: { paths: { '/v1/deliver': { put: plain } } } },
      ]),
    );
    expect(written).toMatch(/\*\*Application service API\*\*\n\n\| operation [^]*deliver[^]*\*\*Server-server API\*\*/);
    expect(written).toContain('| `claim` | – | `POST /unstable/claim` | draft |');
  });

  it('name the software of the facts with its version, the names that it speaks, and the day on which they were read', () => {
    const software = [{ name: 'A', version: '1.0', speaks: { x: { names: 'both' } } }];
    const features = [
      { id: 'x', title: 'one', msc: 'MSC1' },
      { id: 'y', title: 'two', msc: 'MSC2' },
    ];
    expect(writeSupportTable({ checkedOn: '2026-11-29', features, software })).toBe(
      'Read from the sources of these versions on 2026-11-29.\n\n' +
        '| software | one (MSC1) | two (MSC2) |\n| --- | --- | --- |\n| A 1.0 | both | – |',
    );
    expect(writeSupportTable([])).toContain('| software |');
  });

  it('refuses a page without its marks', () => {
    expect(() => fillMarks('README.md', '# Title\n', 'operations', '')).toThrow('README.md');
  });
});

function filled(page: string, operations: Operation[]): string {
  return fillMarks('README.md', page, 'operations', writeOperationTables(operations));
}

function rows(paths: JsonObject): Operation[] {
  return listOperations([{ api: 'application-service', document: { paths } }]);
}

/** What a module of `export const name = <JSON> as const;` exports. */
function constants(text: string): Record<string, unknown> {
  const found = text.matchAll(/^export const (\w+) = ([^]*?) as const;$/gm);
  return Object.fromEntries([...found].map(([, name = '', json = '']) => [name, JSON.parse(json) as unknown]));
}
