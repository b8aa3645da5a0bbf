import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { createPostgresStore } from '../../../src/sql/index.js';

const message = (type: string, body: string): Buffer => {
  const bytes = Buffer.from(`${type}....${body}`, 'latin1');
  bytes.writeInt32BE(bytes.length - 1, 1);
  return bytes;
};
const authenticated = message('R', '\0\0\0\0');
const ready = message('Z', 'I');
const ended = message('E', 'SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0');

// A listener that is added when `connect` has resolved is too late: pg reads all messages of a packet in one go.
it('survives a server that ends a connection in the packet that opens it', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.concat([authenticated, ready, ended])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const pool = new Pool({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  onTestFinished(async () => {
    await pool.end();
    server.close();
  });
  await expect(createPostgresStore(pool)).rejects.toMatchObject({ name: 'StoreError', code: 'CONNECTION' });
});
