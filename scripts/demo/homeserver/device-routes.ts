import { isUserId } from 'matrix-encrypted-appservice';
import { objectOf, parameter, refusal, route, jsonResponse, type Route, type RoutedRequest } from './routes.js';
import type { Device, HomeserverState } from './state.js';

/** The devices of the requester, and messages to devices. */
export function deviceRoutes(state: HomeserverState): Route[] {
  function wanted(request: RoutedRequest): Device {
    const device = state.device(request.requester.userId, parameter(request, 0));
    if (device === undefined) throw refusal(404, 'M_NOT_FOUND', 'No device found');
    return device;
  }

  function putDevice(request: RoutedRequest): unknown {
    const { requester, body } = request;
    const { display_name: name } = body;
    // Only appservices create devices; the others do that when they log in.
    if (requester.appservice === undefined) wanted(request);
    const isNew = state.putDevice(requester.userId, parameter(request, 0), typeof name === 'string' ? name : undefined);
    return jsonResponse(isNew ? 201 : 200, {});
  }

  function sendToDevice(request: RoutedRequest): unknown {
    const { requester, body } = request;
    for (const [userId, devices] of Object.entries(objectOf(body['messages']))) {
      if (!isUserId(userId)) throw refusal(400, 'M_INVALID_PARAM', `${userId} is not a user`);
      for (const [deviceId, content] of Object.entries(objectOf(devices))) {
        const receivers = deviceId === '*' ? [...(state.accounts.get(userId)?.devices.keys() ?? [])] : [deviceId];
        for (const receiver of receivers) {
          state.sendToDevice({
            type: parameter(request, 0),
            sender: requester.userId,
            to_user_id: userId,
            to_device_id: receiver,
            content: objectOf(content),
          });
        }
      }
    }
    return {};
  }

  return [
    route('getDevices', 'GET /_matrix/client/v3/devices', ({ requester: { userId } }) => ({
      devices: [...(state.accounts.get(userId)?.devices.values() ?? [])].map(described),
    })),
    route('getDevice', 'GET /_matrix/client/v3/devices/{deviceId}', (request) => described(wanted(request))),
    route('updateDevice', 'PUT /_matrix/client/v3/devices/{deviceId}', putDevice),
    route('deleteDevice', 'DELETE /_matrix/client/v3/devices/{deviceId}', (request) => {
      state.deleteDevice(request.requester.userId, parameter(request, 0));
      return {};
    }),
    route('sendToDevice', 'PUT /_matrix/client/v3/sendToDevice/{eventType}/{txnId}', sendToDevice),
  ];
}

function described({ deviceId, displayName }: Device): unknown {
  return { device_id: deviceId, ...(displayName === undefined ? {} : { display_name: displayName }) };
}
