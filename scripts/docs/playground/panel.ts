import { createEditor, type Editor } from './editor.js';
import { exampleChoices, exampleWithId } from './example-data.js';
import { formatJson } from './format-json.js';
import { writeLink } from './link.js';
import type { Outcome, Place, Tool, Values } from './outcome.js';
import { removeTokens } from './remove-tokens.js';
import { outcomeNodes } from './show-outcome.js';

/** A tool's form on the page. */
export interface Panel {
  setShown(isShown: boolean): void;
  /** Sets fields. @param from Where the values come from, to say so. */
  fill(values: Values, from?: string): void;
  /** Sets fields to an example's; `false` if there is none of this ID. */
  fillExample(id: string): boolean;
}

type Field = HTMLTextAreaElement | HTMLInputElement | HTMLSelectElement;

/** The pause after a keystroke before the tool runs, in milliseconds: longer where running takes longer. */
const pauseFor = (length: number): number => (length > 200_000 ? 700 : 200);

/** A link that is longer than this is cut by some programs. */
const longestLink = 8000;

/** Tells whether a text has the signature of a request, without which a link would be of no use. */
const isSignedRequest = (text: string): boolean => /^\s*(?:authorization:\s*)?X-Matrix\b/i.test(text);

/** Connects a tool with its form. @throws {TypeError} if the page has none. */
export function createPanel(tool: Tool): Panel {
  const root = one(document, `[data-tool="${tool.id}"]`, HTMLElement);
  const form = one(root, 'form', HTMLFormElement);
  const status = one(root, '[role="status"]', HTMLElement);
  const result = one(root, '.result', HTMLElement);
  const notice = one(root, '.tool-notice', HTMLElement);
  const restore = one(root, 'button[name="restore"]', HTMLButtonElement);
  const fields = new Map<string, Field>(
    [...form.elements].flatMap((each): [string, Field][] =>
      isField(each) && each.name !== '' ? [[each.name, each]] : [],
    ),
  );
  for (const [name, choices] of Object.entries({ ...tool.choices, example: exampleChoices(tool.id) })) {
    const options = choices.map(({ value, text }) => new Option(text, value));
    fields.get(name)?.append(...options);
  }
  const editors = new Map<string, Editor>();
  for (const [name, field] of fields) if (field instanceof HTMLTextAreaElement) editors.set(name, createEditor(field));
  let replaced: Values | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let run = 0;

  function valuesNow(): Record<string, string> {
    return Object.fromEntries([...fields].map(([name, field]) => [name, valueOf(field)]));
  }

  /** Hides the fields that belong to another choice. */
  function showFields(): void {
    const { of } = valuesNow();
    for (const each of form.querySelectorAll<HTMLElement>('[data-only-of]')) {
      each.hidden = each.dataset['onlyOf'] !== of;
    }
  }

  async function update(): Promise<void> {
    const current = ++run;
    showFields();
    const outcome = await tool.run(valuesNow());
    // Meanwhile the reader may have typed on.
    if (current === run) show(outcome);
  }

  function show(outcome: Outcome): void {
    root.dataset['state'] = outcome.state;
    // The same text set again would be read out again.
    if (status.textContent !== outcome.summary) status.textContent = outcome.summary;
    const goTo = ({ field, line }: Place): void => editors.get(field)?.goTo(line);
    const textOf = (field: string): string => editors.get(field)?.area.value ?? '';
    const labelOf = (field: string): string | undefined =>
      editors.size > 1 ? labelText(fields.get(field)) : undefined;
    result.replaceChildren(...outcomeNodes(outcome, { goTo, textOf, labelOf }));
    const places = outcome.parts.flatMap((part) =>
      part.kind === 'remarks' ? part.remarks.filter(({ severity }) => severity !== 'info') : [],
    );
    for (const [name, editor] of editors) {
      const lines = places.flatMap(({ place }) => (place?.field === name ? [place.line] : []));
      editor.mark(lines);
      editor.area.setAttribute('aria-invalid', String(lines.length > 0));
    }
  }

  function fill(values: Values, from?: string): void {
    const before = valuesNow();
    const isTyped =
      Object.keys(values).some((name) => editors.has(name)) && [...editors.keys()].some((name) => before[name] !== '');
    for (const [name, value] of Object.entries(values)) {
      const field = fields.get(name);
      const editor = editors.get(name);
      if (editor !== undefined) editor.setText(value);
      else if (field instanceof HTMLInputElement && field.type === 'checkbox') field.checked = value !== '';
      else if (field !== undefined) field.value = value;
    }
    if (isTyped && replaced === undefined) replaced = before;
    restore.hidden = replaced === undefined;
    notice.textContent = from === undefined ? '' : `Filled in from ${from}.`;
    void update();
  }

  function empty(): Record<string, string> {
    return Object.fromEntries([...editors.keys()].map((name) => [name, '']));
  }

  function fillExample(id: string): boolean {
    const example = exampleWithId(tool.id, id);
    if (example === undefined) return false;
    fill({ ...empty(), ...example.values }, `the example “${example.title}”`);
    const select = fields.get('example');
    if (select !== undefined) select.value = id;
    return true;
  }

  async function copyLink(): Promise<void> {
    const { example: _, ...values } = valuesNow();
    const names = Object.keys(values);
    const { texts, count } = removeTokens(Object.values(values));
    const cleaned = Object.fromEntries(names.map((name, i) => [name, texts[i] ?? '']));
    const fragment = await writeLink(tool.id, cleaned);
    const link = `${location.href.replace(/#.*$/, '')}${fragment}`;
    history.replaceState(null, '', fragment);
    const isCopied = await copy(link);
    const about = [
      isCopied ? 'Link copied.' : 'The link is in the address bar.',
      ...(count === 0 ? [] : [`${count === 1 ? 'A secret was' : `${count} secrets were`} left out of it.`]),
      ...(Object.values(cleaned).some(isSignedRequest)
        ? ['Its signature lets readers send the same request again.']
        : []),
      ...(link.length > longestLink ? [`It has ${link.length} characters, and some programs may cut it.`] : []),
    ];
    notice.textContent = about.join(' ');
  }

  async function openFile(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    const [name = ''] = editors.keys();
    if (file === undefined) return;
    fill({ [input.dataset['field'] ?? name]: await file.text() }, `the file ${file.name}`);
    input.value = '';
  }

  function format(): void {
    let isDone = true;
    for (const [name, { area }] of editors) {
      if (area.value.trim() === '' || area.dataset['format'] === undefined) continue;
      const formatted = formatJson(area.value);
      if (formatted === undefined) isDone = false;
      else if (formatted !== area.value) fill({ [name]: formatted });
    }
    notice.textContent = isDone ? 'Formatted.' : 'What is not JSON stays as it is.';
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void update();
  });
  form.addEventListener('input', (event) => {
    if (event.target instanceof HTMLSelectElement && event.target.name === 'example') {
      if (event.target.value !== '') fillExample(event.target.value);
      return;
    }
    if (event.target instanceof HTMLInputElement && event.target.type === 'file') return;
    if (event.target instanceof HTMLTextAreaElement) {
      // What was typed now is not what was replaced: only the last replacement can be undone.
      replaced = undefined;
      restore.hidden = true;
      notice.textContent = '';
    }
    showFields();
    clearTimeout(timer);
    const length = [...editors.values()].reduce((sum, { area }) => sum + area.value.length, 0);
    timer = setTimeout(() => void update(), pauseFor(length));
  });
  for (const input of root.querySelectorAll<HTMLInputElement>('input[type="file"]')) {
    input.addEventListener('change', () => void openFile(input));
  }
  const actions: Readonly<Record<string, () => void>> = {
    link: () => void copyLink(),
    format,
    clear: () => {
      fill({ ...empty(), example: '' });
      notice.textContent = 'Cleared.';
    },
    restore: () => {
      const values = replaced ?? {};
      replaced = undefined;
      for (const editor of editors.values()) editor.setText('');
      fill(values);
      notice.textContent = 'Your text is back.';
    },
  };
  for (const [name, action] of Object.entries(actions)) {
    root.querySelector(`button[name="${name}"]`)?.addEventListener('click', action);
  }
  form.hidden = false;
  void update();

  return {
    setShown: (isShown) => {
      root.hidden = !isShown;
      const link = document.getElementById(tool.id);
      if (isShown) link?.setAttribute('aria-current', 'page');
      else link?.removeAttribute('aria-current');
    },
    fill,
    fillExample,
  };
}

/** Finds an element of the page. */
function one<T extends Element>(within: ParentNode, selector: string, type: new () => T): T {
  const found = within.querySelector(selector);
  if (!(found instanceof type)) throw new TypeError(`the page has no ${selector}`);
  return found;
}

function isField(element: Element): element is Field {
  if (element instanceof HTMLInputElement) return element.type !== 'file';
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;
}

function valueOf(field: Field): string {
  if (field instanceof HTMLInputElement && field.type === 'checkbox') return field.checked ? 'yes' : '';
  return field.value;
}

function labelText(field: Field | undefined): string | undefined {
  return field?.labels?.[0]?.dataset['short'] ?? field?.labels?.[0]?.textContent.trim();
}

async function copy(text: string): Promise<boolean> {
  if (!isSecureContext) return false;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
