import { faultInDocument } from '../../../src/cli/document-fault.js';
import { remarksOf } from '../../../src/cli/print/finding-lines.js';
import { guardOf, schemaNames } from '../../../src/cli/schema-guards.js';
import { isOutcome, outcomeOfError, readJsonField, remarksPart, sentence } from './json-input.js';
import type { Outcome, Remark, Tool, Values } from './outcome.js';

/** Checks a payload against a schema. */
export const validateTool: Tool = {
  id: 'validate',
  choices: { schema: schemaNames.map((name) => ({ value: name, text: name })) },
  run: runValidate,
};

function runValidate({ schema = '', payload = '' }: Values): Outcome {
  if (payload.trim() === '') return { state: 'note', summary: 'Paste a payload, or take an example.', parts: [] };
  // A link may name a schema of another version, and then nothing is selected.
  if (schema === '')
    return { state: 'note', summary: 'Choose a schema: there is none of the name in the link.', parts: [] };
  const document = readJsonField('payload', payload);
  if (isOutcome(document)) return document;
  try {
    const { name, guard } = guardOf(schema);
    const fault = faultInDocument(document, guard);
    const parts = remarksPart('Remarks', remarksOf(document));
    if (fault === undefined) return { state: 'good', summary: `Valid: this is a ${name}.`, parts };
    const { pointer, expected, found, line, column } = fault;
    const remark: Remark = {
      severity: 'error',
      pointer,
      message: sentence(`expected ${expected}; found ${found}`),
      place: line === undefined ? undefined : { field: 'payload', line, column: column ?? 1 },
    };
    const where = line === undefined ? '' : ` See line ${line}.`;
    return {
      state: 'bad',
      summary: `Not valid: this is no ${name}.${where}`,
      parts: [{ kind: 'remarks', title: 'The first fault', remarks: [remark] }, ...parts],
    };
  } catch (error) {
    return outcomeOfError(error);
  }
}
