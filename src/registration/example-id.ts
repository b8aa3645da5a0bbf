import { RE2JS } from 're2js';

/** The kinds of namespaces, by the kind of ID that they match. */
export type NamespaceKind = 'users' | 'aliases' | 'rooms';

/**
 * Finds a shortest ID that a namespace's regular expression matches from its beginning.
 *
 * Walks the expression's program and the grammar of the IDs together, so the result is exact for every expression. The
 * grammar is generous, and word boundaries hold everywhere: an expression that matches some ID has an example.
 *
 * @param serverName The only server whose IDs count. Default: those of every server.
 * @returns `null` if no ID can match; `undefined` if the expression is too large to tell.
 */
export function exampleId(regex: string, kind: NamespaceKind, serverName?: string): string | null | undefined {
  const program = programOf(regex);
  if (program === undefined) return undefined;
  const grammar = grammarOf(kind, serverName);
  const alphabet = alphabetOf(program);
  const seen = new Set<number>();
  const queue: Step[] = [];
  const visit = (at: number, state: number, isOver: boolean, text: string, character = ''): void => {
    const place = (at * grammar.states + state) * 2 + Number(isOver);
    if (seen.has(place)) return;
    seen.add(place);
    queue.push({ at, state, isOver, text: text + character });
  };
  visit(program.start, 0, false, '');
  for (const { at, state, isOver, text } of queue) {
    if (queue.length > mostSteps) return undefined;
    const instruction = program.inst[at];
    if (instruction === undefined) return undefined;
    const { op, out, arg } = instruction;
    if (op === ops.match) {
      if (!isOver) return text + grammar.rest(state);
      if (grammar.isComplete(state)) return text;
    } else if (op === ops.alternative || op === ops.alternativeMatch) {
      visit(out, state, isOver, text);
      visit(arg, state, isOver, text);
    } else if (op === ops.capture || op === ops.nothing) {
      visit(out, state, isOver, text);
    } else if (op === ops.assertion) {
      const holds = (arg & assertions.start) === 0 || text === '';
      if (holds) visit(out, state, isOver || (arg & assertions.end) !== 0, text);
    } else if (op >= ops.character && !isOver) {
      const isAny = op === ops.anyCharacter || op === ops.anyButNewline;
      for (const character of alphabet) {
        const next = grammar.next(state, character);
        if (next === undefined || !(isAny || instruction.matchRune(character.codePointAt(0) ?? 0))) continue;
        visit(out, next, false, text, character);
      }
    }
  }
  return null;
}

/** The most steps of a walk. Huge expressions have more, and are not walked to the end. */
const mostSteps = 20_000;

/** A position of a walk: in the program, in the grammar, and in the ID. */
interface Step {
  readonly at: number;
  readonly state: number;
  readonly text: string;
  /** Forbids further characters, as after `$`. */
  readonly isOver: boolean;
}

/** The compiled program of an expression. re2js declares no types for it, so its shape is checked. */
interface Program {
  readonly start: number;
  readonly inst: readonly Instruction[];
}

interface Instruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  readonly runes: ArrayLike<number>;
  matchRune(rune: number): boolean;
}

const ops = {
  alternative: 1,
  alternativeMatch: 2,
  capture: 3,
  assertion: 4,
  match: 6,
  nothing: 7,
  character: 8,
  anyCharacter: 10,
  anyButNewline: 11,
};

/** Beginnings and ends of lines and of the text: an ID is one line. */
const assertions = { start: 1 | 4, end: 2 | 8 };

function programOf(regex: string): Program | undefined {
  const program: unknown = RE2JS.compile(regex).re2().prog;
  return isProgram(program) ? program : undefined;
}

function isProgram(value: unknown): value is Program {
  const { start, inst } = Object(value) as { readonly start?: unknown; readonly inst?: unknown };
  return typeof start === 'number' && Array.isArray(inst) && inst.every(isInstruction);
}

function isInstruction(value: unknown): value is Instruction {
  const { op, out, arg, runes, matchRune } = Object(value) as { readonly [name in keyof Instruction]?: unknown };
  const areNumbers = [op, out, arg].every((each) => typeof each === 'number');
  return areNumbers && typeof matchRune === 'function' && runes instanceof Int32Array;
}

/** Lists visible ASCII, and the other characters that the expression names. */
function alphabetOf({ inst }: Program): string[] {
  const ascii = Array.from({ length: 0x7e - 0x20 }, (_, i) => String.fromCodePoint(0x21 + i));
  const named = inst.flatMap(({ runes }) => Array.from(runes).filter((rune) => rune > 0x7f));
  return [...ascii, ...[...new Set(named)].map((rune) => String.fromCodePoint(rune))];
}

/** The form of a kind of ID: states with a character from one to the next. */
interface Grammar {
  /** Number of states. */
  readonly states: number;
  readonly next: (state: number, character: string) => number | undefined;
  readonly isComplete: (state: number) => boolean;
  /** Shortest text that completes an ID from a state. */
  readonly rest: (state: number) => string;
}

/** States: 0 nothing, 1 in the localpart, 2 after the colon, and then one for each character of the server name. */
function grammarOf(kind: NamespaceKind, serverName: string | undefined): Grammar {
  const sigil = { users: '@', aliases: '#', rooms: '!' }[kind];
  // Any server name will do; one state is enough for its characters.
  const server = serverName ?? 'a';
  const last = 2 + server.length;
  return {
    states: last + 1,
    next(state, character) {
      if (state === 0) return character === sigil ? 1 : undefined;
      if (state === 1) return character === ':' ? 2 : 1;
      if (serverName === undefined) return /[A-Za-z0-9.:[\]-]/.test(character) ? 3 : undefined;
      return character === serverName[state - 2] ? state + 1 : undefined;
    },
    // A room ID need not have a server name.
    isComplete: (state) => state === last || (kind === 'rooms' && state === 1),
    rest: (state) => (state < 2 ? `${sigil.slice(state)}:${server}` : server.slice(state - 2)),
  };
}
