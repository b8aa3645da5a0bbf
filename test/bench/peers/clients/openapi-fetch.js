import createClient from 'openapi-fetch';

export const peer = 'openapi-fetch';

/** Over the global `fetch`, as it comes. */
export function createCall(url, path, token) {
  const client = createClient({ baseUrl: url, headers: { authorization: `Bearer ${token}` } });
  return async (query) => {
    const { data, response } = await client.POST(path, { body: query });
    if (!response.ok) throw new Error(`answered with ${response.status}`);
    return data;
  };
}
