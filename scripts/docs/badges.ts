import { html, type Html } from './html.js';

/** The state of what a proposal brings. What is stable needs no badge. */
export function stateBadge(state: string | undefined): Html | undefined {
  return state === 'draft' ? html`<span class="badge draft">draft</span>` : undefined;
}

/** A link to the proposal. */
export function mscBadge(msc: string | undefined): Html | undefined {
  return msc === undefined ? undefined : html`<a class="badge" href="${mscUrl(msc)}">${msc}</a>`;
}

/** Since when Matrix has it. */
export function versionBadge(version: string | undefined): Html | undefined {
  return version === undefined ? undefined : html`<span class="badge stable">Matrix ${version}</span>`;
}

function mscUrl(msc: string): string {
  return `https://github.com/matrix-org/matrix-spec-proposals/pull/${msc.replace(/^MSC/, '')}`;
}
