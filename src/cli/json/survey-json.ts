import { jsonPointer, pointerSteps } from '../../findings.js';
import { endOfLiteral, endOfSpace, endOfString, JsonFault, unexpected } from './json-tokens.js';

/** The results of surveying a JSON text. Offsets are into the text. */
export interface JsonSurvey {
  /** Offsets of the values that were searched, by pointer; of a duplicate name the last one (S1). */
  readonly places: ReadonlyMap<string, number>;
  /** Duplicate names, with the offset of each later one. */
  readonly duplicates: readonly { readonly pointer: string; readonly offset: number }[];
  /** Place where the text stops being JSON, or nests too deeply, with the reason; the rest of the text was not read. */
  readonly fault?: JsonFault;
}

/** An object or array that is still open. */
interface Level {
  /** Names so far; `undefined` in an array. */
  readonly names: Set<string> | undefined;
  step: string | number;
  /** Pointers searched in it. */
  readonly wanted: Wanted | undefined;
}

/** A step of the searched pointers. */
interface Wanted {
  pointer?: string;
  readonly next: Map<string, Wanted>;
}

/** The kinds of tokens that may come next. */
type State = 'value' | 'first-value' | 'name' | 'first-name' | 'colon' | 'comma' | 'end';

/** The most duplicate names that are reported. */
const mostDuplicates = 20;

/** The deepest nesting: far more than homeservers send, and no more than can be printed. */
const mostLevels = 2000;

/**
 * Surveys a JSON text in one pass, without recursion, to find where things are in it.
 *
 * @param pointers JSON pointers (RFC 6901) to search. Default: none.
 */
export function surveyJson(text: string, pointers: Iterable<string> = []): JsonSurvey {
  const root = wantedOf(pointers);
  const places = new Map<string, number>();
  const duplicates: { pointer: string; offset: number }[] = [];
  const open: Level[] = [];
  let state: State = 'value';
  let at = endOfSpace(text, 0);

  try {
    for (; at < text.length || state !== 'end'; at = endOfSpace(text, at)) {
      const character = text[at] ?? '';
      const level = open.at(-1);
      if (state === 'end') throw unexpected(text, at, 'nothing more', state);
      else if (isClosing(character, state, level)) {
        open.pop();
        at++;
        state = open.length === 0 ? 'end' : 'comma';
      } else if (state === 'comma' && character === ',') {
        if (typeof level?.step === 'number') level.step++;
        state = level?.names === undefined ? 'value' : 'name';
        at++;
      } else if (state === 'colon' && character === ':') {
        state = 'value';
        at++;
      } else if ((state === 'name' || state === 'first-name') && character === '"') {
        const end = endOfString(text, at);
        beginMember(JSON.parse(text.slice(at, end)) as string, at, level);
        state = 'colon';
        at = end;
      } else if (state === 'value' || state === 'first-value') {
        state = beginValue(character, level);
      } else {
        throw unexpected(text, at, expectedIn(state, level?.names !== undefined), state);
      }
    }
  } catch (error) {
    if (error instanceof JsonFault) return { places, duplicates, fault: error };
    throw error;
  }
  return { places, duplicates };

  function beginMember(name: string, offset: number, level: Level | undefined): void {
    if (level?.names === undefined) return;
    level.step = name;
    if (level.names.has(name) && duplicates.length < mostDuplicates) {
      duplicates.push({ pointer: jsonPointer(...open.map(({ step }) => step)), offset });
    }
    level.names.add(name);
  }

  function beginValue(character: string, level: Level | undefined): State {
    const wanted = level === undefined ? root : level.wanted?.next.get(String(level.step));
    if (wanted?.pointer !== undefined) places.set(wanted.pointer, at);
    if (character === '{' || character === '[') {
      if (open.length >= mostLevels)
        throw new JsonFault(at, `more than ${mostLevels} objects and arrays in each other`);
      open.push({ names: character === '{' ? new Set() : undefined, step: character === '{' ? '' : 0, wanted });
      at++;
      return character === '{' ? 'first-name' : 'first-value';
    }
    at = character === '"' ? endOfString(text, at) : endOfLiteral(text, at);
    return open.length === 0 ? 'end' : 'comma';
  }
}

/** Tells whether a bracket closes the open level, and may do so here: not after a comma. */
function isClosing(character: string, state: State, level: Level | undefined): boolean {
  if (level === undefined || !['comma', 'first-name', 'first-value'].includes(state)) return false;
  return character === (level.names === undefined ? ']' : '}');
}

function expectedIn(state: State, inObject: boolean): string {
  if (state === 'colon') return 'a colon';
  if (state === 'first-name') return 'a name in double quotes, or a closing brace';
  if (state === 'name') return 'a name in double quotes';
  return inObject ? 'a comma or a closing brace' : 'a comma or a closing bracket';
}

function wantedOf(pointers: Iterable<string>): Wanted {
  const root: Wanted = { next: new Map() };
  for (const pointer of pointers) {
    let wanted = root;
    for (const step of pointerSteps(pointer)) {
      const next = wanted.next.get(step) ?? { next: new Map<string, Wanted>() };
      wanted.next.set(step, next);
      wanted = next;
    }
    wanted.pointer = pointer;
  }
  return root;
}
