import { request } from 'undici';

export const peer = 'undici';

/** `undici.request`, which is no `fetch`. */
export function createCall(url, path, token) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return async (query) => {
    const { statusCode, body } = await request(url + path, { method: 'POST', headers, body: JSON.stringify(query) });
    if (statusCode !== 200) throw new Error(`answered with ${statusCode}`);
    return body.json();
  };
}
