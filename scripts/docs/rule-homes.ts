import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import ts from 'typescript';

/** The place that implements a rule of behaviour.md, marked with the tag `@rule`. */
export interface RuleHome {
  /** ID of the rule. */
  readonly rule: string;
  /** Path of the file, from the project's root, with slashes. */
  readonly path: string;
  /** First line of the code, counted from 1. */
  readonly line: number;
  /** Name of the marked declaration; `undefined` in a file that is not TypeScript. */
  readonly name: string | undefined;
  /** Code, with its docstring. */
  readonly code: string;
}

/** The folders that implement rules, with the kind of files. */
const folders = [
  ['src', '.ts'],
  ['scripts/generate', '.ts'],
  ['openapi', '.yaml'],
] as const;

/** Reads the homes of all rules of a project. */
export async function readRuleHomes(projectRoot: string): Promise<RuleHome[]> {
  const homes = await Promise.all(
    folders.map(async ([folder, extension]) => {
      const names = await readdir(join(projectRoot, folder), { recursive: true });
      const paths = names.filter((name) => name.endsWith(extension)).map((name) => join(folder, name));
      return await Promise.all(
        paths
          .sort()
          .map(async (path) =>
            findRuleHomes(path.split(sep).join('/'), await readFile(join(projectRoot, path), 'utf8')),
          ),
      );
    }),
  );
  return homes.flat(2);
}

/**
 * Finds the rules that a file is the home of: docstrings of functions, classes and constants with a tag `@rule`, and
 * comments `# @rule` in YAML.
 *
 * @throws {Error} for a `@rule` in any other place, or without the ID of a rule.
 */
export function findRuleHomes(path: string, text: string): RuleHome[] {
  const marks = text.match(/@rule\b/g) ?? [];
  if (marks.length === 0) return [];
  const homes = path.endsWith('.ts') ? homesInCode(path, text) : homesInYaml(path, text);
  if (homes.length === marks.length) return homes;
  throw new Error(
    `${path}: a @rule belongs in the docstring of a function, class or constant, with the ID of one rule`,
  );
}

const ruleId = /^[A-Z]\d+[a-z]?$/;

function homesInCode(path: string, text: string): RuleHome[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const homes: RuleHome[] = [];
  visit(file);
  return homes;

  function visit(node: ts.Node): void {
    if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isVariableStatement(node)) {
      const name = ts.isVariableStatement(node) ? node.declarationList.declarations[0]?.name : node.name;
      for (const { tagName, comment } of ts.getJSDocTags(node)) {
        if (tagName.text !== 'rule' || typeof comment !== 'string' || !ruleId.test(comment)) continue;
        homes.push({
          rule: comment,
          path,
          line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1,
          name: name?.getText(file),
          code: withoutIndent(text.slice(text.lastIndexOf('\n', node.getStart(file, true)) + 1, node.end)),
        });
      }
    }
    ts.forEachChild(node, visit);
  }
}

/** The number of YAML lines shown after a mark. */
const shownLines = 12;

function homesInYaml(path: string, text: string): RuleHome[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const rule = /^\s*# @rule ([A-Z]\d+[a-z]?)$/.exec(line)?.[1];
    if (rule === undefined) return [];
    return [{ rule, path, line: index + 2, name: undefined, code: lines.slice(index, index + shownLines).join('\n') }];
  });
}

function withoutIndent(code: string): string {
  const [indent = ''] = /^ */.exec(code) ?? [];
  return code.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}
