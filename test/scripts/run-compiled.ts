import { compileFunction } from 'node:vm';
import ts from 'typescript';
import { compileSchema } from '../../scripts/generate/compile-schema.js';
import * as faults from '../../scripts/generate/faults.js';
import type { Fault } from '../../scripts/generate/faults.js';
import type { Json } from '../../scripts/generate/json.js';

/** Compiles schemas and runs what came out: the check of the one called `name`. */
export function runCompiled(
  name: string,
  schemas: Readonly<Record<string, Json>>,
): (value: unknown) => Fault | undefined {
  const code = Object.entries(schemas).map(([each, schema]) => compileSchema(each, schema));
  const script = javascriptOf(code.join('\n')).replaceAll(/^export /gm, '');
  const { fault, isObject, mismatch, missing, within } = faults;
  const helpers = { fault, isObject, mismatch, missing, within };
  const body = `'use strict';\n${script}\nreturn validate${name};`;
  // The only thing that is known of a function made of text is that it can be called.
  const make = compileFunction(body, Object.keys(helpers)) as (
    ...helpers: unknown[]
  ) => (value: unknown) => Fault | undefined;
  return make(...Object.values(helpers));
}

/** @throws Error where the code does not parse. */
export function javascriptOf(code: string): string {
  const { outputText, diagnostics = [] } = ts.transpileModule(code, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 },
  });
  const [error] = diagnostics;
  if (error !== undefined) throw new Error(`${ts.flattenDiagnosticMessageText(error.messageText, '\n')}:\n${code}`);
  return outputText;
}
