import type { LineProcess } from '../../interop/clients/line-process.js';

/** One appservice, whose process is killed and started again. */
export interface Lives {
  /** The process that works, once it has started: the present one or one that follows. */
  readonly working: () => Promise<LineProcess>;
  /** Kills the present process, and starts the next one. */
  readonly next: () => Promise<void>;
  /** Resolves when the present process has started. Rejects if it could not. */
  readonly started: () => Promise<unknown>;
  /** All processes, the first one first. */
  readonly all: readonly LineProcess[];
}

interface Life {
  readonly process: LineProcess;
  readonly started: Promise<unknown>;
  readonly replaced: Promise<void>;
  readonly replace: () => void;
}

/** Makes the lives of an appservice, of which the first is started. */
export function createLives(first: LineProcess, launch: () => LineProcess): Lives {
  const all = [first];
  let present = begin(first, Promise.resolve());

  function begin(process: LineProcess, started: Promise<unknown>): Life {
    let replace = (): void => undefined;
    const replaced = new Promise<void>((resolve) => {
      replace = resolve;
    });
    started.catch(() => undefined);
    return { process, started, replaced, replace };
  }

  return {
    all,
    working: async () => {
      for (;;) {
        const { process, started, replaced } = present;
        if (await started.then(yes, no)) return process;
        await replaced;
      }
    },
    next: async () => {
      await present.process.kill();
      const process = launch();
      all.push(process);
      const { replace } = present;
      present = begin(process, process.ask('start'));
      replace();
    },
    started: () => present.started,
  };
}

const yes = (): true => true;
const no = (): false => false;
