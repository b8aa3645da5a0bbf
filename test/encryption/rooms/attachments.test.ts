import { Attachment, EncryptedAttachment, initAsync } from '@matrix-org/matrix-sdk-crypto-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { attachmentOf, decryptAttachment, encryptAttachment } from '../../../src/encryption/rooms/attachments.js';

beforeAll(() => initAsync());

const plain = new TextEncoder().encode('a picture, say');

describe('an encrypted file', () => {
  it('is read by other implementations', async () => {
    const { bytes, file } = await encryptAttachment(plain);
    expect(bytes).not.toEqual(plain);
    const read = Attachment.decrypt(new EncryptedAttachment(bytes, JSON.stringify(file)));
    expect(new Uint8Array(read)).toEqual(plain);
  });

  it('of other implementations is read', async () => {
    const encrypted = Attachment.encrypt(plain);
    const file = JSON.parse(encrypted.mediaEncryptionInfo ?? '') as Record<string, unknown>;
    expect(await decryptAttachment(new Uint8Array(encrypted.encryptedData), file)).toEqual(plain);
  });

  it('of no bytes is still one', async () => {
    const { bytes, file } = await encryptAttachment(new Uint8Array());
    expect(await decryptAttachment(bytes, file)).toEqual(new Uint8Array());
  });

  it('has another key and vector each time', async () => {
    const [one, other] = await Promise.all([encryptAttachment(plain), encryptAttachment(plain)]);
    expect(one.file['key']).not.toEqual(other.file['key']);
    expect(one.file['iv']).not.toBe(other.file['iv']);
  });

  it('is refused if a byte of it was changed', async () => {
    const { bytes, file } = await encryptAttachment(plain);
    bytes[3] = (bytes[3] ?? 0) ^ 1;
    await expect(decryptAttachment(bytes, file)).rejects.toMatchObject({ code: 'FILE' });
  });

  it.each([
    ['no key', { key: undefined }],
    ['a key of another length', { key: { k: 'AAAA' } }],
    ['a vector of another length', { iv: 'AAAA' }],
    ['no hashes', { hashes: null }],
    ['a hash of another kind', { hashes: { sha512: 'AAAA' } }],
  ])('is refused if its message has %s', async (_, change) => {
    const { bytes, file } = await encryptAttachment(plain);
    await expect(decryptAttachment(bytes, { ...file, ...change })).rejects.toMatchObject({ code: 'FILE' });
  });
});

describe('attachmentOf', () => {
  it('finds the encrypted file of a message, or the plain one', () => {
    const file = { url: 'mxc://example.org/encrypted' };
    expect(attachmentOf({ url: 'mxc://example.org/plain', file })).toEqual({
      ...{ serverName: 'example.org', mediaId: 'encrypted', file },
    });
    expect(attachmentOf({ url: 'mxc://example.org:8448/plain', file: null })).toEqual({
      ...{ serverName: 'example.org:8448', mediaId: 'plain', file: undefined },
    });
  });

  it.each([
    {},
    { url: 5 },
    { url: 'https://example.org/a' },
    { file: {} },
    { url: 'mxc://example.org' },
    { url: 'mxc://a/b/c' },
    { url: 'mxc://../..' },
    { file: { url: 'mxc://../..' } },
    { file: { url: 'mxc://example.org/..' } },
    { url: 'mxc://example.org/.' },
    { url: 'mxc://example.org/\ud800' },
    { url: 'mxc://not a server/id' },
    { file: 'mxc://example.org/a', url: 'mxc://example.org/a' },
    { file: [], url: 'mxc://example.org/a' },
  ])('refuses a message that refers to no file: %j', (content) => {
    expect(() => attachmentOf(content)).toThrow(expect.objectContaining({ code: 'FILE' }));
  });
});
