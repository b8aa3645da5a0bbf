import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { isObject, objectAt, stringAt, type Json, type JsonObject } from '../scripts/generate/json.js';
import { projectFiles, readProjectFile } from './helpers/project.js';

/** A job of a workflow, with its steps. */
interface Job {
  readonly name: string;
  readonly job: JsonObject;
  readonly steps: readonly JsonObject[];
}

const workflows = projectFiles('.github/workflows', '.yml').map(({ path, text }) => {
  const workflow = load(text) as JsonObject;
  return { name: path.replace(/^.*\/|\.yml$/g, ''), text, workflow, jobs: jobsOf(workflow) };
});
const jobs = workflows.flatMap((each) => each.jobs.map((job) => ({ ...job, name: `${each.name}, ${job.name}` })));
const jobCalled = (name: string): Job => jobs.find((each) => each.name === name) ?? { name, job: {}, steps: [] };
const commandsOf = ({ steps }: Job): string[] => steps.flatMap((step) => stringAt(step, 'run') ?? []);
const actionsOf = ({ steps }: Job): string[] => steps.flatMap((step) => stringAt(step, 'uses') ?? []);

it('there are workflows for pushes, for the night, for releases, and for what is known to be dangerous', () => {
  expect(workflows.map(({ name }) => name)).toEqual(['ci', 'codeql', 'nightly', 'release']);
});

describe('actions', () => {
  /** Who, which commit, and of which version that is. Whoever may move a tag could change what a tag stands for. */
  const pinned = /^\s+- uses: ([\w-]+\/[\w/-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)$/;
  const used = workflows.flatMap(({ text }) => text.split('\n').filter((line) => /\buses\b/.test(line)));

  it('are pinned by commit, and the version is said beside it', () => {
    expect(used.filter((line) => !pinned.test(line))).toEqual([]);
    // None is written in a way that is not found by line.
    expect(used).toHaveLength(jobs.flatMap(actionsOf).length);
    expect(used.length).toBeGreaterThan(10);
  });

  it.each(['actions/checkout@v4', 'actions/checkout@main', 'actions/checkout@3d3c42e', `a/b@${'0'.repeat(40)}`])(
    'are not pinned like this: %s',
    (action) => {
      expect(`      - uses: ${action}`).not.toMatch(pinned);
      expect(`      - uses: ${action} # v4`).not.toMatch(pinned);
    },
  );

  it('are the same commit wherever they are used, with all of one repository', () => {
    const commits = new Map<string, Set<string>>();
    for (const line of used) {
      const [, action = '', commit = '', version = ''] = pinned.exec(line) ?? [];
      const repository = action.split('/', 2).join('/');
      commits.set(repository, (commits.get(repository) ?? new Set()).add(`${commit} ${version}`));
    }
    for (const [repository, pins] of commits) expect([...pins], repository).toHaveLength(1);
    expect([...commits.keys()].map((repository) => repository.split('/')[0]).sort()).toEqual([
      ...Array<string>(4).fill('actions'),
      'github',
    ]);
  });

  it('are kept up to date, as dependencies are, some days after a version came out', () => {
    const { updates } = load(readProjectFile('.github/dependabot.yml')) as { updates: JsonObject[] };
    expect(updates.map((update) => stringAt(update, 'package-ecosystem'))).toEqual(['npm', 'github-actions']);
    for (const update of updates) expect(objectAt(update, 'cooldown')['default-days']).toBeGreaterThanOrEqual(3);
  });

  it('that check out do not leave the token of the repository behind', () => {
    const checkouts = jobs.flatMap(({ steps }) =>
      steps.filter((step) => stringAt(step, 'uses')?.startsWith('actions/checkout@')),
    );
    expect(checkouts.length).toBeGreaterThan(3);
    for (const step of checkouts) expect(objectAt(step, 'with')['persist-credentials']).toBe(false);
  });
});

describe('permissions', () => {
  /** Beyond reading. */
  const more: Record<string, JsonObject> = {
    'codeql, analyze': { contents: 'read', 'security-events': 'write' },
    'release, publish': { 'id-token': 'write' },
  };

  it.each(workflows)('there are none in $name but what a job says', ({ workflow }) => {
    expect(workflow['permissions']).toEqual({});
  });

  it.each(jobs)('of $name are the least', ({ name, job }) => {
    expect(job['permissions']).toEqual(more[name] ?? { contents: 'read' });
  });

  it.each(workflows)('$name does not run what strangers wrote with rights of ours', ({ workflow }) => {
    const { on } = workflow;
    const triggers = Array.isArray(on) ? on : Object.keys(isObject(on) ? on : {});
    const known = ['push', 'pull_request', 'schedule', 'workflow_dispatch'];
    expect(triggers.filter((trigger) => !known.some((each) => each === trigger))).toEqual([]);
    expect(triggers).not.toEqual([]);
  });
});

describe('commands', () => {
  it.each(jobs)('of $name are scripts that there are', (job) => {
    const { scripts } = JSON.parse(readProjectFile('package.json')) as { scripts: JsonObject };
    const ofNpm = ['ci', 'pkg', 'pack', 'publish'];
    for (const command of commandsOf(job)) {
      const script = /^npm (?:run )?([\w:]+)/.exec(command)?.[1];
      if (script !== undefined && !ofNpm.includes(script)) expect(scripts).toHaveProperty([script]);
      const file = /^[\w./-]+\/[\w./-]+$/.exec(command)?.[0];
      if (file !== undefined) expect(readProjectFile(file)).not.toBe('');
    }
  });

  it.each(jobs)('of $name have nothing pasted into them that came from outside', (job) => {
    for (const command of commandsOf(job)) expect(command).not.toContain('${{');
  });

  it('install nothing that runs a script', () => {
    const texts = [...jobs.flatMap(commandsOf), ...readProjectFile('.ci/run').split('\n')];
    const installing = texts.filter((line) => /\bnpm (?:ci|i|install|add|exec|publish)\b|\bnpx\b/.test(line));
    expect(installing.length).toBeGreaterThan(3);
    for (const line of installing) expect(line).toContain(' --ignore-scripts ');
  });

  it.each(workflows)('$name has no secret, and names no registry', ({ text }) => {
    expect(text).not.toMatch(/secrets|_TOKEN|_authToken|registry/);
    expect(text).not.toMatch(/https?:/);
  });

  it.each(jobs)('of $name end at some time', ({ job }) => {
    expect(job['timeout-minutes']).toBeLessThanOrEqual(180);
  });
});

it('pushes are tested on the oldest Node that package.json allows, on those of long support, and on the newest', () => {
  const { engines } = JSON.parse(readProjectFile('package.json')) as { engines: { node: string } };
  const { node } = objectAt(jobCalled('ci, check').job, 'strategy', 'matrix');
  expect(node).toEqual([engines.node.replace(/^>=|\.0$/g, ''), '22', '24', 'current']);
});

it('the night takes a larger number wherever a test takes one from the environment', () => {
  const tests = projectFiles('test', '.ts').filter(({ path }) => path.endsWith('.test.ts'));
  const read = tests.flatMap(({ text }) => [...text.matchAll(/env\['(\w+_RUNS)'\] \?\? ([\d_]+)/g)]);
  expect(read).not.toHaveLength(0);
  const set = objectAt(jobCalled('nightly, sizes').job, 'env');
  for (const [, name = '', byDefault = ''] of read) {
    expect(Number(set[name]), name).toBeGreaterThan(Number(byDefault.replaceAll('_', '')));
  }
});

it('the night has what its tests need of other people, a PostgreSQL server among it, before they run', () => {
  const commands = commandsOf(jobCalled('nightly, sizes'));
  for (const peer of ['federation/install-peer.sh', 'corpora/install-corpora.sh', 'postgres/install.sh']) {
    expect(commands.indexOf(`test/interop/${peer}`), peer).toBeGreaterThan(
      commands.findIndex((each) => each.startsWith('npm ci')),
    );
    expect(commands.indexOf(`test/interop/${peer}`), peer).toBeLessThan(commands.indexOf('npm test'));
  }
});

it('the night has every conversation of the encryption with other people’s software, on installed homeservers and clients', () => {
  const job = jobCalled('nightly, encryption');
  const commands = commandsOf(job);
  const run = commands.findIndex((command) => /^npm test -- .*\btest\/interop\/encryption /.test(command));
  for (const peer of ['test/interop/synapse/install-peer.sh', 'test/interop/clients/install.sh']) {
    expect(commands.slice(0, run)).toContain(peer);
  }
  expect(objectAt(job.job, 'env')['INTEROP_CLIENTS']).toBe('1');
});

it('code and workflows are looked through for what is known to be dangerous', () => {
  const job = jobCalled('codeql, analyze');
  expect(objectAt(job.job, 'strategy', 'matrix')['language']).toEqual(['javascript-typescript', 'actions']);
  expect(actionsOf(job).map((action) => action.split('@')[0])).toEqual([
    'actions/checkout',
    'github/codeql-action/init',
    'github/codeql-action/analyze',
  ]);
});

describe('a release', () => {
  const pack = jobCalled('release, pack');
  const publish = jobCalled('release, publish');

  it('is checked before it is packed', () => {
    const commands = commandsOf(pack);
    expect(commands.slice(0, 2).join()).toMatch(/GITHUB_REF_NAME.*CHANGELOG\.md/s);
    expect(commands.indexOf('.ci/run')).toBeGreaterThan(0);
    expect(commands.at(-1)).toBe('npm pack');
  });

  it('is published as it was packed, with a statement of where that was', () => {
    expect(publish.job).toMatchObject({ needs: 'pack', environment: 'npm' });
    expect(commandsOf(publish)).toEqual(['npm publish --ignore-scripts --provenance --access public ./*.tgz']);
    expect(artifactOf(pack, 'actions/upload-artifact')).toBe('package');
    expect(artifactOf(publish, 'actions/download-artifact')).toBe('package');
  });

  it('has its right to publish in a job alone in which nothing of the repository or its dependencies runs', () => {
    expect(actionsOf(publish).map((action) => action.split('@')[0])).toEqual([
      'actions/download-artifact',
      'actions/setup-node',
    ]);
    const trusted = jobs.filter(({ job }) => 'id-token' in objectAt(job, 'permissions'));
    expect(trusted.map(({ name }) => name)).toEqual(['release, publish']);
  });
});

function artifactOf({ steps }: Job, action: string): Json | undefined {
  const step = steps.find((each) => stringAt(each, 'uses')?.startsWith(`${action}@`));
  return objectAt(step ?? {}, 'with')['name'];
}

function jobsOf(workflow: JsonObject): Job[] {
  return Object.entries(objectAt(workflow, 'jobs')).map(([name, job]) => {
    if (!isObject(job) || !Array.isArray(job['steps'])) throw new Error(`${name} has no steps`);
    return { name, job, steps: job['steps'].filter(isObject) };
  });
}
