import { isUserId, MatrixHttpError, TimeoutError } from 'matrix-encrypted-appservice';
import type { Authenticator } from './authenticate.js';
import type { Appservices } from './appservices.js';
import { addEvent, roomsOf, stateName } from './room-state.js';
import { jsonResponse, parameter, refusal, route, type Route, type RoutedRequest } from './routes.js';
import type { HomeserverState } from './state.js';

/** Registration, `/whoami`, profiles, account data, media and ping. */
export function userRoutes(state: HomeserverState, { namespaces }: Authenticator, appservices: Appservices): Route[] {
  function register({ requester: { appservice }, body }: RoutedRequest): unknown {
    const userId = `@${String(body['username'])}:${state.serverName}`;
    if (appservice === undefined) throw refusal(403, 'M_FORBIDDEN', 'Registration has been disabled');
    if (!isUserId(userId)) throw refusal(400, 'M_INVALID_USERNAME', 'User ID can only contain some characters');
    if (namespaces.ownerOf(userId)?.id !== appservice.id) {
      throw refusal(400, 'M_EXCLUSIVE', 'Invalid user localpart for this application service.');
    }
    if (body['inhibit_login'] !== true) {
      throw refusal(400, 'M_APPSERVICE_LOGIN_UNSUPPORTED', 'The inhibit_login parameter must be set to true.');
    }
    if (state.accounts.has(userId)) throw refusal(400, 'M_USER_IN_USE', 'User ID already taken.');
    state.account(userId);
    return { user_id: userId };
  }

  /** Changes the profile, and the user's name and avatar in all rooms. */
  function setProfileField(request: RoutedRequest): unknown {
    const [userId, field] = [parameter(request, 0), parameter(request, 1)];
    if (userId !== request.requester.userId) throw refusal(400, 'M_UNKNOWN', "Cannot set another user's profile");
    const value = request.body[field];
    state.account(request.requester.userId).profile[field] = value;
    for (const room of roomsOf(state, userId)) {
      const content = { ...room.state.get(stateName('m.room.member', userId))?.content, [field]: value };
      addEvent(state, room, { type: 'm.room.member', sender: userId, state_key: userId, content });
    }
    return {};
  }

  function profileOf(userId: string): Record<string, unknown> {
    const account = state.accounts.get(userId);
    if (account === undefined) throw refusal(404, 'M_NOT_FOUND', 'Profile was not found');
    return account.profile;
  }

  /** Names the account data of a request. Only the acting user's own can be had. */
  function accountDataName(request: RoutedRequest): string {
    const [userId, type] = [parameter(request, 0), parameter(request, 1)];
    if (userId !== request.requester.userId)
      throw refusal(403, 'M_FORBIDDEN', 'Cannot use account data of other users.');
    return JSON.stringify([userId, type]);
  }

  function upload({ bytes, contentType }: RoutedRequest): unknown {
    const mediaId = `media-${state.media.size + 1}`;
    state.media.set(mediaId, { bytes, contentType });
    return { content_uri: `mxc://${state.serverName}/${mediaId}` };
  }

  function download(request: RoutedRequest): Response {
    const file = parameter(request, 0) === state.serverName ? state.media.get(parameter(request, 1)) : undefined;
    if (file === undefined) throw refusal(404, 'M_NOT_FOUND', 'Not found');
    return new Response(file.bytes, { headers: { 'content-type': file.contentType } });
  }

  async function ping(request: RoutedRequest): Promise<unknown> {
    const { requester, body } = request;
    const id = parameter(request, 0);
    if (requester.appservice?.id !== id)
      throw refusal(403, 'M_FORBIDDEN', 'Mismatching application service ID in path');
    if (!requester.appservice.url)
      throw refusal(400, 'M_URL_NOT_SET', 'The application service does not have a URL set');
    const transactionId = body['transaction_id'];
    try {
      await appservices.ping(id, typeof transactionId === 'string' ? transactionId : undefined);
    } catch (error) {
      if (error instanceof TimeoutError) throw refusal(504, 'M_CONNECTION_TIMEOUT', error.message);
      if (!(error instanceof MatrixHttpError)) throw refusal(502, 'M_CONNECTION_FAILED', String(error));
      const { status, errcode, message } = error;
      return jsonResponse(502, { errcode: 'M_BAD_STATUS', error: message, status, body: JSON.stringify({ errcode }) });
    }
    return { duration_ms: 1 };
  }

  return [
    route('register', 'POST /_matrix/client/v3/register', register),
    route('getTokenOwner', 'GET /_matrix/client/v3/account/whoami', ({ requester: { userId, deviceId } }) => ({
      user_id: userId,
      is_guest: false,
      ...(deviceId === undefined ? {} : { device_id: deviceId }),
    })),
    route('getProfile', 'GET /_matrix/client/v3/profile/{userId}', (request) => profileOf(parameter(request, 0))),
    route('getProfileField', 'GET /_matrix/client/v3/profile/{userId}/{keyName}', (request) => {
      const field = parameter(request, 1);
      const profile = profileOf(parameter(request, 0));
      if (!Object.hasOwn(profile, field)) throw refusal(404, 'M_NOT_FOUND', 'Profile field was not found');
      return { [field]: profile[field] };
    }),
    route('setProfileField', 'PUT /_matrix/client/v3/profile/{userId}/{keyName}', setProfileField),
    route('getAccountData', 'GET /_matrix/client/v3/user/{userId}/account_data/{type}', (request) => {
      const data = state.accountData.get(accountDataName(request));
      if (data === undefined) throw refusal(404, 'M_NOT_FOUND', 'Account data not found');
      return data;
    }),
    route('setAccountData', 'PUT /_matrix/client/v3/user/{userId}/account_data/{type}', (request) => {
      state.accountData.set(accountDataName(request), request.body);
      return {};
    }),
    route('uploadMedia', 'POST /_matrix/media/v3/upload', upload),
    route('downloadMedia', 'GET /_matrix/client/v1/media/download/{serverName}/{mediaId}', download),
    route('pingAppservice', 'POST /_matrix/client/v1/appservice/{appserviceId}/ping', ping),
    route('getVersions', 'GET /_matrix/client/versions', () => ({ versions: ['v1.11', 'v1.17'] })),
  ];
}
