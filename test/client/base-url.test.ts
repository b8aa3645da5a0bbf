import { describe, expect, it } from 'vitest';
import { baseUrlOf } from '../../src/client/base-url.js';
import { RegistrationError } from '../../src/errors.js';

describe('baseUrlOf', () => {
  it.each([
    ['http://localhost:9000', 'http://localhost:9000'],
    ['https://bridge.example.org/', 'https://bridge.example.org'],
    ['HTTPS://Bridge.example.org/a/b///', 'https://bridge.example.org/a/b'],
    ['http://[::1]:9000/{id}', 'http://[::1]:9000/%7Bid%7D'],
    ['http://h/a@b', 'http://h/a@b'],
    ['unix:///run/bridge/as.sock', 'http+unix://%2Frun%2Fbridge%2Fas.sock'],
    ['UNIX:///a%20b/%c3%bc:@', 'http+unix://%2Fa%20b%2F%C3%BC%3A%40'],
  ])('ends without a slash: %s (N9)', (url, expected) => {
    expect(baseUrlOf({ url, hs_token: 'token' })).toBe(expected);
  });

  it.each([null, ''])('is undefined where the URL is %j (N9)', (url) => {
    expect(baseUrlOf({ url, hs_token: 'token' })).toBeUndefined();
  });

  it.each([
    ' ',
    'unix://secret/as.sock',
    'unix:/secret',
    'bridge.example.org/secret',
    'ftp://h/secret',
    'http:///secret',
    'http:h/secret',
    'http://user:secret@h/',
    'http://@h/secret',
    'http://h/?secret',
    'http://h?secret',
    'http://h/#secret',
    'http://h/#',
    'http://h\\secret',
    'http://h/\nsecret',
    ' http://h/secret',
    'http://h:99999/secret',
    undefined as unknown as string,
  ])('refuses %j without showing it (G8, S5)', (url) => {
    const refusal = expect(() => baseUrlOf({ url, hs_token: 'token' }));
    refusal.toThrow(RegistrationError);
    refusal.toThrow(
      expect.objectContaining({ field: 'url', message: expect.not.stringContaining('secret') as string }) as Error,
    );
  });

  it.each(['', ' ', 'secret\r\nx: y', 'sécret', 1e5 as unknown as string, undefined as unknown as string])(
    'refuses the token %j without showing it, even where nothing is called (G8, S5)',
    (token) => {
      for (const url of ['http://localhost', null]) {
        const refusal = expect(() => baseUrlOf({ url, hs_token: token }));
        refusal.toThrow(RegistrationError);
        refusal.toThrow(
          expect.objectContaining({
            field: 'hs_token',
            message: expect.not.stringMatching(/s.cret/) as string,
          }) as Error,
        );
      }
    },
  );
});
