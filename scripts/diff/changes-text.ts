import type { Change, ChangeKind } from './judge.js';

const titles: readonly (readonly [ChangeKind, string])[] = [
  ['breaking', 'Breaking'],
  ['non-breaking', 'Not breaking'],
  ['documentation', 'Documentation only'],
];

/** Writes changes as Markdown for release notes: a list for each kind that there is. */
export function changesText(changes: readonly Change[]): string {
  const parts = titles.flatMap(([kind, title]) => {
    const lines = changes.filter((change) => change.kind === kind).map(line);
    return lines.length === 0 ? [] : [`${title} (${String(lines.length)})\n\n${lines.join('\n')}`];
  });
  return parts.length === 0 ? 'No changes.' : parts.join('\n\n');
}

function line({ place, change, from, to }: Change): string {
  const values = [from, to].filter((value) => value !== undefined).map((value) => `\`${shortened(value)}\``);
  return `- \`${place}\`: ${change}${values.length === 0 ? '' : `, ${values.join(' → ')}`}`;
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

const longest = 60;
