import { askInVain } from './ask-in-vain.js';
import { deliverMessage } from './deliver-message.js';
import { readOptions, usage, type Options } from './options.js';
import { createScope } from './scope.js';
import { serve } from './serve.js';
import { startWorld } from './world.js';

process.exitCode = await main(process.argv.slice(2));

/** Gives the exit status: 0, 1 with the step that failed, or 2 for arguments that are not in the usage. */
async function main(args: string[]): Promise<number> {
  let options: Options;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }

  const scope = createScope();
  try {
    const world = await startWorld(options.keyPaths, scope);
    await (options.keyPaths === 'none' ? askInVain(world) : deliverMessage(world));
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
