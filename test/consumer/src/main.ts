import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createAppserviceHandler, createClaimLedger, createMemoryStore } from 'matrix-encrypted-appservice/appservice';
import { createNodeListener, readRegistrationFile, type NodeListener } from 'matrix-encrypted-appservice/node';
import { useInAnyRuntime } from './in-any-runtime.js';

const file = `
id: irc
url: http://127.0.0.1:29333
as_token: as-secret
hs_token: hs-secret
sender_localpart: ircbot
namespaces: {}
`;

/** An appservice behind a port of its own. */
async function useInNode(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'consumer-'));
  await writeFile(join(folder, 'registration.yaml'), file);
  const { registration } = await readRegistrationFile(join(folder, 'registration.yaml'));
  const ledger = createClaimLedger(createMemoryStore());
  const ids: string[] = [];
  const handler = createAppserviceHandler(
    {
      claimKeys: (claim) => ledger.claim(claim),
      transaction: (_, { id }) => ids.push(id),
    },
    { hsToken: registration.hs_token },
  );
  const listener: NodeListener = createNodeListener(handler);
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 2; attempt++) {
    const response = await fetch(`http://127.0.0.1:${String(port)}/_matrix/app/v1/transactions/1`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${registration.hs_token}`, connection: 'close' },
      body: JSON.stringify({ events: [] }),
    });
    await response.text();
    statuses.push(response.status);
  }
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
  return { registration: registration.id, statuses, ids };
}

process.stdout.write(`${JSON.stringify({ ...(await useInAnyRuntime()), node: await useInNode() })}\n`);
