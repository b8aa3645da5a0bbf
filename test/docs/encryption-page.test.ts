import { describe, expect, it } from 'vitest';
import { readProjectFile } from '../helpers/project.js';

describe('ENCRYPTION.md', () => {
  it('names every option of createEncryption, and every method of a user, under their headings', () => {
    const page = readProjectFile('ENCRYPTION.md');
    const chapter = (title: string): string => page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
    const members = (path: string, name: string): string[] => {
      const body = readProjectFile(path).split(`export interface ${name} {\n`)[1]?.split('\n}\n')[0] ?? '';
      return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(<]/gm)].map(([, member = '']) => member);
    };
    const options = members('src/encryption/encryption-options.ts', 'EncryptionOptions');
    expect(options.length).toBeGreaterThan(15);
    expect(options.filter((name) => !chapter('Options').includes(`\`${name}\``))).toEqual([]);
    const methods = members('src/encryption/encrypted-user.ts', 'EncryptedUser').filter(
      (name) => name !== 'userId' && name !== 'deviceId',
    );
    expect(methods.length).toBeGreaterThan(8);
    expect(methods.filter((name) => !chapter('Methods of a user').includes(`\`${name}\``))).toEqual([]);
  });
});
