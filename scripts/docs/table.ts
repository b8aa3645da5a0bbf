import { html, type Html } from './html.js';

/**
 * Renders a table whose rows become blocks on a narrow screen, with each cell under its column's name.
 *
 * Set `widths` for tables that should look alike. The roles repeat the elements' meaning, which browsers drop with
 * `display: block`.
 */
export function table(
  columns: readonly string[],
  rows: readonly (readonly Html[])[],
  widths: readonly string[] = [],
): Html {
  return html`<table class="stack ${widths.length === 0 ? '' : 'fixed'}" role="table">
    ${
      widths.length === 0
        ? undefined
        : html`<colgroup>
            ${widths.map((width) => html`<col style="width: ${width}" />`)}
          </colgroup>`
    }
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((column) =>
          column === '' ? html`<td role="cell"></td>` : html`<th scope="col" role="columnheader">${column}</th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (row) =>
          html`<tr role="row">
            ${row.map((cell, index) =>
              index === 0
                ? html`<th scope="row" role="rowheader">${cell}</th>`
                : html`<td role="cell" data-label="${columns[index] ?? ''}"><div>${cell}</div></td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
