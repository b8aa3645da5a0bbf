import { html, type Html } from './html.js';

/** Renders the state of a proposal's part. A stable one needs no badge. */
export function stateBadge(state: string | undefined): Html | undefined {
  return state === 'draft' ? html`<span class="badge draft">draft</span>` : undefined;
}

/** Renders a link to the proposal. */
export function mscBadge(msc: string | undefined): Html | undefined {
  return msc === undefined ? undefined : html`<a class="badge" href="${mscUrl(msc)}">${msc}</a>`;
}

/** Renders the first version of Matrix that has it. */
export function versionBadge(version: string | undefined): Html | undefined {
  return version === undefined ? undefined : html`<span class="badge stable">Matrix ${version}</span>`;
}

function mscUrl(msc: string): string {
  return `https://github.com/matrix-org/matrix-spec-proposals/pull/${msc.replace(/^MSC/, '')}`;
}
