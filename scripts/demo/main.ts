import { runScript } from '../run-script.js';
import { askInVain } from './ask-in-vain.js';
import { converse } from './conversation.js';
import { readOptions, usage, type Options } from './options.js';
import { createScope } from './scope.js';
import { serve } from './serve.js';
import { startWorld } from './world.js';

process.exitCode = await runScript(process.argv.slice(2), { usage, readOptions }, main);

/** Returns the exit status: 0, or 1 if a step failed. */
async function main(options: Options): Promise<number> {
  const scope = createScope();
  try {
    const world = await startWorld(options, scope);
    await (options.keyPaths === 'none' ? askInVain(world) : converse(world));
    if (options.serve) await serve(world);
    return 0;
  } catch (error) {
    console.error(`\n${messageOf(error)}`);
    return 1;
  } finally {
    await scope.close();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
