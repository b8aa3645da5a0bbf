import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { startLineProcess, type LineProcess } from './line-process.js';

const folder = join(tmpdir(), 'matrix-encrypted-appservice-peers');

/** Clients that are not ours. */
export interface ClientSoftware {
  readonly name: string;
  /** Whether install.sh has installed it. */
  readonly isThere: boolean;
  /** Starts a process that may have several clients, each under a name. */
  readonly start: () => LineProcess;
}

export const jsSdk: ClientSoftware = software('matrix-js-sdk', 'node_modules/matrix-js-sdk', (at) =>
  startLineProcess(process.execPath, [script('js-sdk-client.mjs'), at]),
);

export const nio: ClientSoftware = software('matrix-nio', 'bin/python', (at) =>
  startLineProcess(join(at, 'bin/python'), [script('nio-client.py')]),
);

function software(name: string, needed: string, start: (at: string) => LineProcess): ClientSoftware {
  const at = join(folder, name);
  return { name, isThere: existsSync(join(at, needed)), start: () => start(at) };
}

function script(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** An event as a client shows it. */
export interface ShownEvent {
  readonly name: string;
  readonly roomId: string;
  readonly eventId: string;
  readonly sender: string;
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly isEncrypted: boolean;
  /** The reason why it could not be decrypted. */
  readonly failure?: string;
  /** The colour of the warning beside it, and the number of its reason. */
  readonly shield?: 'none' | 'grey' | 'red';
  readonly shieldReason?: number | null;
}

/** A client's judgement of a user. */
export interface Trust {
  readonly hasCrossSigningKeys: boolean;
  readonly masterKey: string | null;
  readonly needsUserApproval: boolean;
  readonly isVerified: boolean;
  readonly devices: readonly {
    readonly deviceId: string;
    readonly displayName?: string;
    readonly identityKey: string;
    readonly signedByOwner: boolean;
    readonly isCrossSigningVerified: boolean;
  }[];
}
