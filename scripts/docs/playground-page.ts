import { html, raw, type Html } from './html.js';
import { toolForms, type FormField, type ToolForm } from './playground-forms.js';

/** Renders the playground: a form for each tool. The script fills in the choices and connects the buttons. */
export function playgroundPage(): Html {
  return html`<h1>Playground</h1>
    <p class="lead">
      Try payloads here and now. Everything happens in this page: it works offline, and nothing that you paste is sent
      anywhere.
    </p>
    <div role="navigation" class="tools" aria-label="Tools">
      ${toolForms.map(({ id, short }) => html`<a id="${id}" href="#${id}">${short}</a>`)}
    </div>
    <noscript><p class="note">The playground needs JavaScript. The command line has the same tools.</p></noscript>
    <p class="link-problem" role="alert" hidden></p>
    ${toolForms.map(toolSection)}
    <script src="assets/playground-examples.js" defer></script>
    <script src="assets/playground.js" defer></script>`;
}

/**
 * Forbids the page to load or send anything but its own files. A page from the file system has no origin of its own, so
 * `file:` is named.
 */
export const playgroundPolicy: Html = html`<meta
  http-equiv="Content-Security-Policy"
  content="default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src data:; form-action 'none'; base-uri 'none'"
/>`;

function toolSection({ id, title, about, fields }: ToolForm): Html {
  const [main] = fields.filter(({ kind }) => kind === 'json' || kind === 'code');
  const canFormat = fields.some(({ kind }) => kind === 'json');
  return html`<section class="tool" data-tool="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    <p>${about}</p>
    <div class="workbench">
      <form hidden>
        <div class="field">
          <label for="${id}-example">Example</label>
          <select id="${id}-example" name="example">
            <option value="">Choose an example …</option>
          </select>
        </div>
        ${fields.map((field) => formField(id, field))}
        <div class="actions">
          ${canFormat ? html`<button type="button" name="format">Format</button>` : undefined}
          ${main === undefined ? undefined : fileButton(id, main)}
          <button type="button" name="link">Copy a link</button>
          <button type="button" name="clear">Clear</button>
          <button type="button" name="restore" hidden>Restore my text</button>
        </div>
        <p class="tool-notice" role="log"></p>
      </form>
      <div class="answer">
        <p class="verdict" role="status"></p>
        <div class="result"></div>
      </div>
    </div>
  </section>`;
}

function fileButton(id: string, { name }: FormField): Html {
  return html`<span class="file"
    ><input type="file" id="${id}-file" data-field="${name}" /><label for="${id}-file">Open a file</label></span
  >`;
}

function formField(tool: string, field: FormField): Html {
  const { name, label, kind, help, onlyOf } = field;
  const id = `${tool}-${name}`;
  const helpId = `${id}-help`;
  const described = raw(help === undefined ? '' : `aria-describedby="${helpId}"`);
  const control = controlOf(id, field, described);
  const about = help === undefined ? undefined : html`<p class="note" id="${helpId}">${help}</p>`;
  const title = html`<label for="${id}">${label}</label>`;
  const isCheck = kind === 'check';
  return html`<div
    class="field ${isCheck ? 'check' : ''}"
    ${raw(onlyOf === undefined ? '' : `data-only-of="${onlyOf}"`)}
  >
    ${isCheck ? [control, title] : [title, control]} ${about}
  </div>`;
}

function controlOf(id: string, { name, kind, rows = 10 }: FormField, described: Html): Html {
  if (kind === 'line') {
    return html`<input
      type="text"
      id="${id}"
      name="${name}"
      ${described}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
    />`;
  }
  if (kind === 'check') return html`<input type="checkbox" id="${id}" name="${name}" ${described} />`;
  if (kind === 'json' || kind === 'code') {
    return html`<div class="editor">
      <textarea
        id="${id}"
        name="${name}"
        rows="${rows}"
        wrap="off"
        ${described}
        ${raw(kind === 'json' ? 'data-format' : '')}
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
      ></textarea>
    </div>`;
  }
  return html`<select id="${id}" name="${name}" ${described}>
    ${kind.map(([value, text]) => html`<option value="${value}">${text}</option>`)}
  </select>`;
}
