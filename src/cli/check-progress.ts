import { screenWidth, type World } from './world.js';

/** Shows on the terminal which check is being made, in one line that is overwritten. Prints nothing elsewhere. */
export interface CheckProgress {
  readonly show: (text: string) => void;
  /** Removes the line. */
  readonly end: () => void;
}

/** Creates a progress line on standard error. */
export function createCheckProgress(
  world: Pick<World, 'stderr' | 'isTerminal' | 'columns' | 'env'>,
  quiet: boolean,
): CheckProgress {
  const { stderr, isTerminal, env } = world;
  if (quiet || !isTerminal.stderr || env['TERM'] === 'dumb') return { show: () => undefined, end: () => undefined };
  const width = screenWidth(world) - 1;
  let shown = 0;
  const write = (text: string): void => {
    stderr.write(`\r${text.padEnd(shown)}${text === '' ? '\r' : ''}`);
    shown = text.length;
  };
  return {
    show: (text) => {
      write(text.slice(0, width));
    },
    end: () => {
      if (shown > 0) write('');
    },
  };
}
