import type * as cli from '../../src/cli/main.js';

/**
 * Runs the built `proxy` command in this process, as if it were the only program of it. Fulfilled with its first URL once it listens;
 * rejects if it ends before.
 */
export function runProxyProgram(args: readonly string[]): Promise<string> {
  const write = process.stderr.write.bind(process.stderr);
  let printed = '';
  return new Promise((resolve, reject) => {
    process.stderr.write = (text: string | Uint8Array) => {
      printed += String(text);
      const [, url] = /^ {2}clients +(\S+)$/m.exec(printed) ?? [];
      if (url !== undefined) resolve(url);
      return write(text);
    };
    process.argv = [process.execPath, 'proxy', 'proxy', ...args];
    const program = new URL('../../dist/src/cli/main.js', import.meta.url).href;
    const running = import(program) as Promise<typeof cli>;
    running.then(() => {
      reject(new Error(`it ended, and printed: ${printed}`));
      // Whoever asks a child process for something keeps it alive.
      if (process.connected) process.disconnect();
    }, reject);
  });
}
