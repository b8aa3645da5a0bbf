import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { projectFiles } from './helpers/project.js';

/** The one file that may read them, as it does so before anything else is checked. */
const reader = 'src/lenient-check.ts';

// They are those of the last value that the guard was given, and so of another one after an await.
describe('The errors of a guard', () => {
  it('are read in one file alone: all others ask firstFault', () => {
    const files = projectFiles('src', '.ts').filter(({ path }) => path !== reader);
    expect(files.flatMap(({ path, text }) => readings(text).map((code) => `${path}: ${code}`))).toEqual([]);
  });

  it('are found where they are read', () => {
    expect(readings('if (!isPing(body)) throw new Error(isPing.errors?.[0]?.message);')).toEqual(['isPing.errors']);
    expect(readings('const first = guard.errors;')).toEqual(['guard.errors']);
    expect(readings('const { errors } = isPing; const { errors: faults } = guard;')).toEqual([
      '{ errors }',
      '{ errors: faults }',
    ]);
    expect(readings('const all = failure.errors; const { error } = isolated;')).toEqual([]);
  });
});

/** The places in a source that read the errors of a guard. */
function readings(source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isGuardsErrors(node)) found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true));
  return found;
}

function isGuardsErrors(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) {
    return node.name.text === 'errors' && /^(is[A-Z]|guard)/.test(node.expression.getText());
  }
  if (!ts.isObjectBindingPattern(node)) return false;
  return node.elements.some(({ propertyName, name }) => (propertyName ?? name).getText() === 'errors');
}
