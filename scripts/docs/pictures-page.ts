import { diagramFigure, type Diagram } from './diagram.js';
import { html, type Html } from './html.js';

/** The page with the sequence diagrams. */
export const picturesFile = 'pictures.html';

/** Renders each diagram with its text, its steps in words, and the rules behind it. */
export function picturesPage(diagrams: readonly Diagram[]): Html {
  return html`<h1>Who asks whom</h1>
    <p class="lead">
      Sequences from top to bottom in time. A solid arrow is a request or a call, a dashed one its answer;
      <code>…</code> stands for the rest of a path.
    </p>
    <ul class="chips">
      ${diagrams.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
    </ul>
    ${diagrams.map(diagramFigure)}`;
}
