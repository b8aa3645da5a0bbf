import type { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** What is used here of matrix-bot-sdk. */
export interface BotSdk {
  readonly Appservice: new (options: object) => EventEmitter & {
    readonly appServer: Server;
    begin(): Promise<void>;
  };
  readonly MemoryStorageProvider: new () => { addRegisteredUser(userId: string): void };
  readonly LogService: { setLogger(logger: object): void };
}

/** What is used here of matrix-appservice. */
export interface MatrixAppservice {
  readonly AppService: new (config: { homeserverToken: string }) => EventEmitter & {
    readonly server: Server;
    listen(port: number, hostname: string): Promise<void>;
  };
}

const names = ['@vector-im/matrix-bot-sdk', 'matrix-appservice'] as const;

/** Whether install-peers.sh has installed both. */
export const areInstalled: boolean = names.every((name) =>
  existsSync(fileURLToPath(new URL(`node_modules/${name}/package.json`, import.meta.url))),
);

/** Loads both. They are not installed where this file is compiled, so that their own types cannot be had. */
export function loadLibraries(): { readonly botSdk: BotSdk; readonly matrixAppservice: MatrixAppservice } {
  const require = createRequire(import.meta.url);
  return { botSdk: require(names[0]) as BotSdk, matrixAppservice: require(names[1]) as MatrixAppservice };
}
