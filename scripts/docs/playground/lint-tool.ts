import {
  configurationOf,
  judge,
  type Judgement,
  newestHomeservers,
  titleOf,
} from '../../../src/cli/homeserver-argument.js';
import { settingLines } from '../../../src/cli/print/registration-yaml.js';
import { RegistrationError } from '../../../src/errors.js';
import { createSecretHider } from '../../../src/hide-secrets.js';
import { readRegistrationText, type RegistrationSource } from '../../../src/node/registration-text.js';
import {
  capabilities,
  checkedOn,
  findHomeserver,
  knownHomeservers,
} from '../../../src/registration/homeserver-facts.js';
import { counted, remarksPart, sentence } from './json-input.js';
import type { Line, Outcome, Part, Remark, Tool, Values } from './outcome.js';
import { yamlPlace } from './yaml-place.js';

/** Checks a registration for a homeserver. */
export const lintTool: Tool = {
  id: 'lint',
  choices: {
    homeserver: knownHomeservers.map(({ name, newest }) => ({ value: name, text: `${name} (looked up to ${newest})` })),
  },
  run: runLint,
};

function runLint(values: Values): Outcome {
  const { registration: text = '', homeserver = '', version = '' } = values;
  if (text.trim() === '') return { state: 'note', summary: 'Paste a registration, or take an example.', parts: [] };
  let source: RegistrationSource;
  try {
    source = readRegistrationText(text);
  } catch (error) {
    if (!(error instanceof RegistrationError)) throw error;
    return refused(text, error);
  }
  const named = homeserver === '' ? newestHomeservers() : [{ ...namedHomeserver(homeserver, version.trim()) }];
  const answers = (['keyQuery', 'keyClaim'] as const).filter((each) => (values[each] ?? '') !== '');
  const serverName = (values['serverName'] ?? '').trim();
  const judgements = named.map((each) =>
    judge(source.registration, each, {
      answers,
      serverName: serverName === '' ? undefined : serverName,
      source: source.parsedAs(findHomeserver(each.name)?.loading.yaml ?? '1.1'),
    }),
  );
  return outcomeOf(text, source, judgements);
}

function namedHomeserver(name: string, version: string): Judgement['homeserver'] {
  const newest = findHomeserver(name)?.newest;
  return version === '' && newest !== undefined
    ? { name, version: newest, assumed: true }
    : { name, version, assumed: false };
}

/** Shows why nothing can be said of a registration, and the line if the reason names one. */
function refused(text: string, error: RegistrationError): Outcome {
  const { message, field } = error;
  const [, line, column] = /line (\d+), column (\d+)/.exec(message) ?? [];
  const place = line === undefined ? yamlPlace(text, pointerOf(field)) : { line: Number(line), column: Number(column) };
  const remark: Remark = {
    severity: 'error',
    pointer: '',
    message: sentence(message),
    place: { field: 'registration', ...place },
  };
  return {
    state: 'bad',
    summary: 'This registration cannot be used.',
    parts: [{ kind: 'remarks', title: 'The fault', remarks: [remark] }],
  };
}

/** Makes a pointer of a path such as `namespaces.users[0].regex`. */
function pointerOf(field: string): string {
  return field === '' ? '' : `/${field.replaceAll(/\]?\.|\[/g, '/').replace(/\]$/, '')}`;
}

function outcomeOf(
  text: string,
  { registration, findings: ofFile }: RegistrationSource,
  judgements: readonly Judgement[],
): Outcome {
  const hide = createSecretHider([registration.as_token, registration.hs_token]);
  const beside = judgements.flatMap(({ findings }) => findings.filter(({ capability }) => capability === undefined));
  const placed = [...ofFile, ...beside].map((finding) => ({
    ...finding,
    pointer: hide(finding.pointer),
    file: 'registration',
    ...yamlPlace(text, finding.pointer),
  }));
  const unlike = placed.filter(({ message }, i) => placed.findIndex((other) => other.message === message) === i);
  const missing = judgements.flatMap(({ flags }) => flags);
  const isBad = missing.length > 0 || unlike.some(({ severity }) => severity === 'error');
  const [first, ...others] = judgements;
  const on = first === undefined || others.length > 0 ? 'the homeservers that are known' : titleOf(first.homeserver);
  const lacks = new Set(missing).size;
  const isUnreached = judgements.some(({ findings }) => findings.some(isForUrl));
  return {
    state: isBad ? 'bad' : isUnreached ? 'note' : 'good',
    summary:
      lacks > 0
        ? `The registration lacks ${counted(lacks, 'line')} for ${on}.`
        : isBad
          ? `The registration has faults for ${on}.`
          : isUnreached
            ? `The registration lacks no line for ${on}, but with its url the appservice gets nothing.`
            : `The registration has every line that it needs for ${on}.`,
    parts: [
      ...(first !== undefined && others.length === 0 ? [capabilityTable(first)] : comparison(judgements)),
      ...linesToAdd(judgements),
      ...remarksPart('Also', unlike),
      {
        kind: 'text',
        lines: [`What homeservers do was looked up on ${checkedOn}. Their own configuration is not seen here.`],
      },
    ],
  };
}

/** Compares homeservers. The reasons have no room in it. */
function comparison(judgements: readonly Judgement[]): Part[] {
  const rows = capabilities.map(({ id, title }): Line[] => [
    title,
    ...judgements.map(({ findings }) => wordFor(findings.find(({ capability }) => capability === id))),
  ]);
  const head = ['feature', ...judgements.map(({ homeserver }) => titleOf(homeserver))];
  const lines = ['Choose a homeserver for the reasons.'];
  return [
    { kind: 'table', title: 'On each homeserver', head, rows },
    { kind: 'text', lines },
  ];
}

function capabilityTable({ homeserver, findings }: Judgement): Part {
  const rows = capabilities.map(({ id, title }): Line[] => {
    const finding = findings.find(({ capability }) => capability === id);
    const reason = (finding?.message ?? '').slice(title.length).replace(/^(?: on [^:]*)?: /, '');
    return [title, wordFor(finding), sentence(reason)];
  });
  return { kind: 'table', title: `On ${titleOf(homeserver)}`, head: ['feature', 'works', 'because'], rows };
}

type LintFinding = Judgement['findings'][number];

/** Tells whether something does not work because the homeserver cannot call the appservice; no line mends that. */
function isForUrl({ code, pointer }: LintFinding): boolean {
  return code === 'capability-missing' && pointer === '/url';
}

function wordFor(finding: LintFinding | undefined): string {
  if (finding === undefined) return 'unknown';
  return isForUrl(finding) ? 'no: see url' : (words[finding.code] ?? 'unknown');
}

const words: Readonly<Record<string, string>> = {
  'capability-works': 'yes',
  'capability-needs-setting': 'if set',
  'capability-missing': 'no: lacks a line',
  'capability-unavailable': 'never',
};

function linesToAdd(judgements: readonly Judgement[]): Part[] {
  const flags = new Set(judgements.flatMap((judgement) => judgement.flags));
  return [
    ...(flags.size === 0
      ? []
      : [
          {
            kind: 'code' as const,
            title: 'Add to the registration',
            text: [...flags].map((flag) => `${flag}: true`).join('\n'),
          },
        ]),
    ...judgements.flatMap(({ homeserver, settings }): Part[] =>
      settings.length === 0
        ? []
        : [
            {
              kind: 'code',
              title: `Needed in ${configurationOf(homeserver)} of ${homeserver.name}`,
              text: settingLines(settings).join('\n'),
            },
          ],
    ),
  ];
}
