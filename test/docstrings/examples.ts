import ts from 'typescript';
import { projectRoot, readProjectFile } from '../helpers/project.js';

/** An exported function, with the examples of its docstring. */
export interface DocumentedFunction {
  readonly name: string;
  readonly subpath: string;
  readonly examples: readonly string[];
}

/** Modules that examples import and the types of the oldest supported Node lack. */
const newerModules = "declare module 'node:sqlite';";

const options: ts.CompilerOptions = {
  ...ts.parseJsonConfigFileContent(JSON.parse(readProjectFile('tsconfig.json')), ts.sys, projectRoot).options,
  noUnusedLocals: false,
  verbatimModuleSyntax: false,
  isolatedDeclarations: false,
  declaration: false,
  allowImportingTsExtensions: true,
};

/** Lists the public subpaths whose functions are written by hand, with the source file of each. */
export function publicSources(): Map<string, string> {
  const { exports } = JSON.parse(readProjectFile('package.json')) as { exports: Record<string, unknown> };
  const sources = Object.entries(exports).flatMap(([subpath, target]) => {
    const types = (target as { types?: string }).types ?? '';
    return types.startsWith('./dist/src/')
      ? [[subpath, `${projectRoot}${types.replace('./dist/', '').replace(/\.d\.ts$/, '.ts')}`] as const]
      : [];
  });
  return new Map(sources);
}

/** A TypeScript program over all examples, which can also list the functions that must have some. */
export class ExampleProgram {
  readonly #sources = publicSources();
  readonly #program: ts.Program;
  readonly functions: readonly DocumentedFunction[];
  /** Public names with the subpaths that export them first. */
  readonly #homes = new Map<string, string>();

  constructor() {
    this.#program = ts.createProgram([...this.#sources.values()], options);
    const checker = this.#program.getTypeChecker();
    const found = new Map<string, DocumentedFunction>();
    for (const [subpath, path] of this.#sources) {
      const file = this.#program.getSourceFile(path);
      const symbol = file && checker.getSymbolAtLocation(file);
      for (const exported of symbol === undefined ? [] : checker.getExportsOfModule(symbol)) {
        if (!this.#homes.has(exported.name)) this.#homes.set(exported.name, subpath);
        const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
        if ((target.flags & ts.SymbolFlags.Function) === 0 || found.has(exported.name)) continue;
        found.set(exported.name, { name: exported.name, subpath, examples: examplesOf(target) });
      }
    }
    this.functions = [...found.values()];
  }

  /** Compiles examples, which may use every public name without an import; returns the faults that tsc finds in each. */
  faultsOf(examples: readonly string[]): string[][] {
    const files = new Map(
      examples.map((code, index) => [`${projectRoot}test/example-${index}.ts`, this.#moduleOf(code)]),
    );
    files.set(`${projectRoot}test/newer-modules.d.ts`, newerModules);
    const disk = ts.createCompilerHost(options);
    const host: ts.CompilerHost = {
      ...disk,
      fileExists: (path) => files.has(path) || disk.fileExists(path),
      readFile: (path) => files.get(path) ?? disk.readFile(path),
      getSourceFile: (path, version, ...rest) => {
        const code = files.get(path);
        if (code !== undefined) return ts.createSourceFile(path, code, version, true);
        return this.#program.getSourceFile(path) ?? disk.getSourceFile(path, version, ...rest);
      },
    };
    const program = ts.createProgram([...files.keys()], options, host, this.#program);
    return examples.map((_, index) => {
      const path = `${projectRoot}test/example-${index}.ts`;
      const file = program.getSourceFile(path);
      const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    });
  }

  #moduleOf(code: string): string {
    const imports = [...this.#homes].filter(([name]) => new RegExp(`\\b${name}\\b`).test(code));
    const lines = imports.map(
      ([name, subpath]) => `import { ${name} } from '${this.#sources.get(subpath) ?? subpath}';`,
    );
    return `${lines.join('')}\n${code}\nexport {};\n`;
  }
}

/** The example's code up to its last expression, and the result that the comment behind that promises. */
export interface Promised {
  readonly before: string;
  readonly expression: string;
  readonly result: string;
}

/** Splits an example whose last line is an expression with its result in a comment; `undefined` for any other. */
export function promisedResult(code: string): Promised | undefined {
  const lines = code.split('\n');
  const match = /^(.*\S); \/\/ (.*)$/.exec(lines.pop() ?? '');
  if (match === null || /^(?:const|let|import)\b/.test(match[1] ?? '')) return undefined;
  return { before: lines.join('\n'), expression: match[1] ?? '', result: match[2] ?? '' };
}

/** Runs an example with the public names in scope: the value of its last expression, and the promised one. */
export async function runExample(promised: Promised, scope: Record<string, unknown>): Promise<[unknown, unknown]> {
  const { before, expression, result } = promised;
  const code = `async function example() { ${before}\nreturn [(${expression}), (${result})]; }`;
  const script = ts.transpile(code, { target: ts.ScriptTarget.ES2022 });
  // oxlint-disable-next-line typescript/no-implied-eval -- the code is that of our own docstrings
  const run = new Function(...Object.keys(scope), `${script}\nreturn example();`) as (
    ...values: unknown[]
  ) => Promise<[unknown, unknown]>;
  return run(...Object.values(scope));
}

function examplesOf(symbol: ts.Symbol): string[] {
  return symbol
    .getJsDocTags()
    .filter(({ name }) => name === 'example')
    .map(({ text }) => ts.displayPartsToString(text).replace(/^\s*```ts\n|\n```\s*$/g, ''));
}
