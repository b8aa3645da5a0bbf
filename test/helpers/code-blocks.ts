import ts from 'typescript';

/** A block of code in a page. */
export interface CodeBlock {
  /** The file that it stands in. */
  readonly page: string;
  /** The line of the file on which the code begins, from 1. */
  readonly line: number;
  readonly code: string;
}

/** The fenced blocks of one language, without their indentation. */
export function codeBlocks(page: string, markdown: string, language: string): CodeBlock[] {
  const found: CodeBlock[] = [];
  let open: { fence: string; info: string; indent: number; line: number; code: string[] } | undefined;
  for (const [index, text] of markdown.split('\n').entries()) {
    const [, indent = '', fence = '', info = ''] = /^(\s*)(`{3,}|~{3,})\s*(.*)$/.exec(text) ?? [];
    if (open === undefined) {
      if (fence !== '') open = { fence, info: info.trim(), indent: indent.length, line: index + 2, code: [] };
    } else if (fence.startsWith(open.fence) && info === '') {
      if (open.info === language) found.push({ page, line: open.line, code: open.code.join('\n') });
      open = undefined;
    } else {
      open.code.push(text.slice(open.indent));
    }
  }
  return found;
}

/** Returns the JavaScript of a block, as a module. */
export function runnableCode(code: string): string {
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };
  return ts.transpileModule(code, { compilerOptions: options }).outputText;
}
