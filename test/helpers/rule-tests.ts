import ts from 'typescript';

/** Something that is marked as belonging to a rule: its home in the code, or its test. */
export interface RuleMark {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
}

/**
 * Finds the tests that are the test of a rule: the title of an `it` or `describe` ends in `(rule …)` with its ID. A test that may be
 * skipped is none.
 */
export function findRuleTests(path: string, text: string): RuleMark[] {
  if (!text.includes('(rule ')) return [];
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const tests: RuleMark[] = [];
  visit(file);
  return tests;

  function visit(node: ts.Node): void {
    if (ts.isCallExpression(node)) {
      const called = node.expression.getText(file);
      if (/^(?:it|describe)\b.*\.(?:skip|todo|skipIf|runIf)\b/s.test(called)) return;
      const [title] = node.arguments;
      if (/^(?:it|describe)\b/.test(called) && title !== undefined && ts.isStringLiteralLike(title)) {
        const rule = /\(rule ([A-Z]\d+[a-z]?)\)$/.exec(title.text)?.[1];
        if (rule !== undefined) {
          tests.push({ rule, path, line: file.getLineAndCharacterOfPosition(title.getStart(file)).line + 1 });
        }
      }
    }
    ts.forEachChild(node, visit);
  }
}

/**
 * Says which rules have not exactly one mark, and which marks are of no rule. Of the rules that are not implemented yet none may
 * have a mark: one that gets it leaves that list.
 */
export function faultsOfMarks(
  rules: ReadonlySet<string>,
  notYet: ReadonlySet<string>,
  marks: readonly RuleMark[],
): string[] {
  const unknown = [...notYet, ...marks.map(({ rule }) => rule)].filter((rule) => !rules.has(rule));
  return [
    ...[...new Set(unknown)].map((rule) => `${rule} is no rule`),
    ...[...rules].flatMap((rule) => {
      const places = marks.filter((mark) => mark.rule === rule).map(({ path, line }) => `${path}:${line}`);
      if (notYet.has(rule)) return places.map((place) => `${rule} counts as not implemented, and is in ${place}`);
      if (places.length === 1) return [];
      return [places.length === 0 ? `${rule} is nowhere` : `${rule} is in ${places.join(' and ')}`];
    }),
  ];
}
