import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { objectAt, type JsonObject } from '../scripts/generate/json.js';
import { projectFiles, readProjectFile } from './helpers/project.js';

const workflows = projectFiles('.github/workflows', '.yml').map(({ path, text }) => {
  return { name: path.replace(/^.*\/|\.yml$/g, ''), text, workflow: load(text) as JsonObject };
});
const textOf = (name: string): string => workflows.find((each) => each.name === name)?.text ?? '';

it('there are workflows for pushes, for the night and for releases', () => {
  expect(workflows.map(({ name }) => name)).toEqual(['ci', 'nightly', 'release']);
});

describe.each(workflows)('$name', ({ text, workflow }) => {
  it('may read the repository, and no more unless a job says so', () => {
    expect(workflow['permissions']).toEqual({ contents: 'read' });
  });

  it('uses the actions that the others use, in the same versions', () => {
    const used = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
    expect([...new Set(used)].sort()).toEqual(['actions/checkout@v4', 'actions/setup-node@v4']);
  });

  it('runs only scripts that there are', () => {
    const { scripts } = JSON.parse(readProjectFile('package.json')) as { scripts: JsonObject };
    const run = [...text.matchAll(/run: npm (?:run )?([\w:]+)/g)].map(([, script = '']) => script);
    const ofNpm = ['ci', 'install', 'pkg', 'publish'];
    expect(run.filter((script) => !ofNpm.includes(script) && !(script in scripts))).toEqual([]);
    const files = [...text.matchAll(/run: ([\w./-]+\/[\w./-]+)/g)].map(([, file = '']) => file);
    expect(files.filter((file) => readProjectFile(file) === '')).toEqual([]);
  });
});

it('pushes are tested on the oldest Node that package.json allows, on those of long support, and on the newest', () => {
  const { engines } = JSON.parse(readProjectFile('package.json')) as { engines: { node: string } };
  const { node } = objectAt(load(textOf('ci')) as JsonObject, 'jobs', 'check', 'strategy', 'matrix');
  expect(node).toEqual([engines.node.replace(/^>=|\.0$/g, ''), '22', '24', 'current']);
});

it('the night takes a larger number wherever a test takes one from the environment', () => {
  const tests = projectFiles('test', '.ts').filter(({ path }) => path.endsWith('.test.ts'));
  const read = tests.flatMap(({ text }) => [...text.matchAll(/env\['(\w+_RUNS)'\] \?\? ([\d_]+)/g)]);
  expect(read).not.toHaveLength(0);
  const set = objectAt(load(textOf('nightly')) as JsonObject, 'jobs', 'sizes', 'env');
  for (const [, name = '', byDefault = ''] of read) {
    expect(Number(set[name]), name).toBeGreaterThan(Number(byDefault.replaceAll('_', '')));
  }
});

it('a release is checked, then published with provenance', () => {
  const job = objectAt(load(textOf('release')) as JsonObject, 'jobs', 'publish');
  expect(job['permissions']).toEqual({ contents: 'read', 'id-token': 'write' });
  const steps = job['steps'] as { run?: string }[];
  const commands = steps.flatMap(({ run }) => run ?? []);
  expect(commands.at(-1)).toBe('npm publish --provenance --access public');
  expect(commands).toContain('.ci/run');
});
