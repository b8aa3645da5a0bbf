/** The names that an object of options may have. A type's `keyof` keeps the list complete. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/**
 * Refuses options with unknown names, which would be ignored without a word. Those that are `undefined` count as left out.
 *
 * @param owner The function or the option that takes them, as its user writes it: `createMemoryStore`, `limits`.
 * @param kind The word for one of them.
 * @throws {TypeError} that names the first of them, and all known names. Values are not quoted.
 */
export function requireNames(owner: string, given: object, known: object, kind = 'option'): void {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || Object.hasOwn(known, name)) continue;
    const shown = isShown(name) ? name : '…';
    throw new TypeError(`${owner} has no ${kind} \`${shown}\`. It has ${Object.keys(known).join(', ')}.`);
  }
}

/** Tells whether a text looks like a name: a slip of the pen may have made one of a token (S5). */
function isShown(name: string): boolean {
  return /^[A-Za-z_]{1,40}$/.test(name);
}

/**
 * Refuses what is no object of options, and options with unknown names.
 *
 * @throws {TypeError} as {@link requireNames} does.
 */
export function requireOptionNames(owner: string, given: unknown, known: object): void {
  if (typeof given !== 'object' || given === null) throw new TypeError(`the options of ${owner} must be an object`);
  requireNames(owner, given, known);
}
