/** What a homeserver answered. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Asks the client-server API as whoever has the token. */
export type Ask = (
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  options?: { readonly body?: object; readonly as?: URLSearchParams },
) => Promise<Answer>;

/** Makes an {@link Ask}; `as` becomes the query, with which an appservice acts as one of its users. */
export function createAsk(url: string, token?: string): Ask {
  return async (method, path, { body, as } = {}) => {
    const response = await fetch(`${url}${path}${as ? `?${as.toString()}` : ''}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
}

/** A user with a device, and what asks as it. */
export interface User {
  readonly userId: string;
  readonly deviceId: string;
  readonly ask: Ask;
}

/** Registers a user as any client does. */
export async function registerUser(url: string, username: string): Promise<User> {
  const { status, body } = await createAsk(url)('POST', '/_matrix/client/v3/register', {
    body: { username, password: 'a password of this test', auth: { type: 'm.login.dummy' } },
  });
  if (status !== 200) throw new Error(`${username} could not register: ${JSON.stringify(body)}`);
  const [userId, deviceId, token] = [body['user_id'], body['device_id'], body['access_token']].map(String);
  return { userId: userId ?? '', deviceId: deviceId ?? '', ask: createAsk(url, token) };
}
