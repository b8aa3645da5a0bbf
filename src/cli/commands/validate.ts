import { CliError, usageError } from '../cli-error.js';
import type { Command, Report } from '../command.js';
import { type DocumentFault, faultInDocument } from '../document-fault.js';
import { findingLines, remarksOf, type PlacedFinding } from '../print/finding-lines.js';
import { guardOf, schemaNames } from '../schema-guards.js';
import { JsonContentError } from '../json/json-document.js';
import { readJsonInput } from '../read-input.js';
import { table } from '../print/table.js';
import { styled, type Text } from '../print/text.js';
import { screenWidth, type World } from '../world.js';

/** The `validate` command. */
export const validate: Command = {
  name: 'validate',
  summary: 'checks JSON files against a schema',
  operands: 'SCHEMA FILE…',
  about: [
    'Checks each JSON file against a schema of the OpenAPI documents, such as KeyQueryResponse or TransactionBody. For each ' +
      'invalid file, shows the place of its first fault, what was expected there and what was found. Use - for standard ' +
      'input.',
  ],
  options: { list: { about: 'list the schemas' } },
  examples: ['validate KeyQueryResponse answer.json', 'validate --list'],
  json: {
    schema: 'its name',
    files:
      '[{ file, valid, fault: { pointer, expected, found, line, column }, remarks }]; error if one is not JSON or cannot be read',
    schemas: 'the names, with --list, instead of both',
  },
  async run({ operands, has }, world) {
    if (has('list')) return { status: 0, json: { schemas: schemaNames }, lines: schemaNames };
    const [schema, ...paths] = operands;
    if (schema === undefined) throw usageError('validate needs a schema and files');
    const { name, guard } = guardOf(schema);
    if (paths.length === 0) throw usageError(`name the files to check against ${name}`);
    if (paths.filter((path) => path === '-').length > 1) throw usageError('standard input can be read only once');
    const results: FileResult[] = [];
    for (const path of paths) results.push(await check(path, guard, world));
    return reportOf(name, results, screenWidth(world));
  },
};

/** The result for one file. */
interface FileResult {
  readonly file: string;
  readonly valid: boolean;
  readonly fault?: DocumentFault;
  /** Reason why it could not be checked. */
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string | undefined };
  readonly remarks?: readonly PlacedFinding[];
}

async function check(path: string, guard: ReturnType<typeof guardOf>['guard'], world: World): Promise<FileResult> {
  try {
    const document = await readJsonInput(path, world);
    const fault = faultInDocument(document, guard);
    const file = { file: document.name, valid: fault === undefined, remarks: remarksOf(document) };
    return fault === undefined ? file : { ...file, fault };
  } catch (error) {
    if (error instanceof JsonContentError) {
      const { file, reason, position } = error;
      return { file, valid: false, fault: { pointer: '', expected: 'JSON', found: `no JSON: ${reason}`, ...position } };
    }
    if (!(error instanceof CliError)) throw error;
    return { file: path, valid: false, error: { code: error.code, message: error.message, hint: error.hint } };
  }
}

function reportOf(schema: string, files: readonly FileResult[], width: number): Report {
  const status = files.some(({ error }) => error !== undefined) ? 2 : files.every(({ valid }) => valid) ? 0 : 1;
  const lines = files.flatMap((result, i) => [
    ...(i > 0 ? separator(files[i - 1], result) : []),
    ...linesOf(result, schema, width),
  ]);
  return { status, json: { schema, files }, lines };
}

/** Returns a blank line, except between valid files. */
function separator(before: FileResult | undefined, { valid }: FileResult): Text[] {
  return before?.valid === true && valid ? [] : [''];
}

function linesOf({ file, valid, fault, error, remarks = [] }: FileResult, schema: string, width: number): Text[] {
  if (error !== undefined) {
    const { message, hint } = error;
    return [[`${file}: `, styled('red', 'not checked')], `  ${message}`, ...(hint === undefined ? [] : [`  ${hint}`])];
  }
  const remarkLines = findingLines('Remarks', remarks, width);
  if (valid) return [[`${file}: `, styled('green', 'ok'), `, a ${schema}`], ...remarkLines];
  const { pointer = '', expected = '', found = '', line, column } = fault ?? {};
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  const rows: Text[][] = [
    ['at', pointer === '' ? 'the top' : pointer],
    ['expected', expected],
    ['found', found],
  ];
  return [[`${place}: `, styled('red', 'wrong'), `, no ${schema}`], ...table(rows, { width }), ...remarkLines];
}
