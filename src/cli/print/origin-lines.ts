import type { KeyOrigin } from '../key-origins.js';
import { table } from './table.js';
import { styled, type Text } from './text.js';

/** Prints the origins of devices and keys: a table for each user. */
export function originLines(origins: readonly KeyOrigin[], viewer: string | undefined): Text[] {
  const title = ['', styled('bold', 'Origin of each key')];
  if (origins.length === 0) return [...title, '', '  There are neither devices nor keys.'];
  const users = [...new Set(origins.map(({ user }) => user))];
  const rows = (user: string): Text[][] =>
    origins
      .filter((origin) => origin.user === user)
      .map((origin) => [nameOf(origin), fromOf(origin), seenOf(origin, viewer)]);
  return [...title, ...users.flatMap((user) => ['', `  ${user}`, ...table(rows(user), { indent: 4 })])];
}

/** Names a cross-signing key by its map. */
export function keyName(kind: string): string {
  return kind.replace(/_keys$/, ' key').replaceAll('_', '-');
}

function nameOf({ kind, device }: KeyOrigin): string {
  return device === undefined ? keyName(kind) : `device ${device}`;
}

function fromOf({ from, replaced }: KeyOrigin): Text {
  if (from === 'homeserver') return from;
  return styled('green', replaced ? 'appservice (both have it)' : from);
}

function seenOf({ visible }: KeyOrigin, viewer = ''): Text {
  if (visible === 'hidden') return styled('yellow', `not for ${viewer}`);
  return visible === 'cut' ? styled('yellow', `cut for ${viewer}`) : '';
}
