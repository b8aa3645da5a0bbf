/**
 * The playground's script: it connects each tool with its form on the page.
 *
 * Everything happens in the browser. The page's policy (`Content-Security-Policy`) forbids it to send anything.
 */
import { lintTool } from './lint-tool.js';
import { readLink } from './link.js';
import { mergeTool } from './merge-tool.js';
import type { Tool } from './outcome.js';
import { createPanel, type Panel } from './panel.js';
import { readTool } from './read-tool.js';
import { signatureTool } from './signature-tool.js';
import { validateTool } from './validate-tool.js';

const tools: readonly Tool[] = [readTool, validateTool, mergeTool, lintTool, signatureTool];

const panels = new Map(tools.map((tool) => [tool.id, createPanel(tool)]));
const problem = document.querySelector<HTMLElement>('.link-problem');

/** Shows the tool that the address names, with what the address holds. */
async function follow(): Promise<void> {
  if (problem) problem.hidden = true;
  try {
    const { tool, values, example } = await readLink(location.hash);
    const panel = panels.get(tool) ?? panels.get('read');
    if (panel === undefined) return;
    show(panel);
    if (example !== undefined && !panel.fillExample(example)) throw new TypeError(`There is no example ${example}.`);
    if (Object.keys(values).length > 0) panel.fill(values, example === undefined ? 'the link' : undefined);
  } catch (error) {
    if (!(error instanceof TypeError) || problem === null) throw error;
    show(panels.get(location.hash.replace(/^#|\?.*$/g, '')) ?? panels.get('read'));
    problem.textContent = error.message;
    problem.hidden = false;
  }
}

function show(shown: Panel | undefined): void {
  for (const panel of panels.values()) panel.setShown(panel === shown);
}

addEventListener('hashchange', () => void follow());
void follow();
