import type { Choice, Values } from './outcome.js';

/** An example for a tool. */
export interface ToolExample {
  readonly id: string;
  readonly title: string;
  readonly values: Values;
}

/** The examples of all tools, which the page's second script has set. */
export interface ExampleGlobals {
  readonly playgroundExamples?: Readonly<Record<string, readonly ToolExample[]>>;
}

/** Finds an example of a tool. */
export function exampleWithId(tool: string, id: string): ToolExample | undefined {
  return examplesFor(tool).find((each) => each.id === id);
}

/** Lists the examples of a tool, as choices. */
export function exampleChoices(tool: string): Choice[] {
  return examplesFor(tool).map(({ id, title }) => ({ value: id, text: title }));
}

function examplesFor(tool: string): readonly ToolExample[] {
  const { playgroundExamples = {} } = globalThis as unknown as ExampleGlobals;
  return playgroundExamples[tool] ?? [];
}
