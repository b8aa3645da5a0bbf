import { RequestType } from '@matrix-org/matrix-sdk-crypto-wasm';

/** The common part of the machine's requests. */
export interface MachineRequest {
  readonly id: string | undefined;
  readonly type: RequestType;
  readonly body: string;
}

/** Returns the method of a request, and its path below the client-server API's. */
export function targetOf(request: MachineRequest): [method: string, path: string] {
  switch (request.type) {
    case RequestType.KeysUpload:
      return ['POST', '/keys/upload'];
    case RequestType.KeysQuery:
      return ['POST', '/keys/query'];
    case RequestType.KeysClaim:
      return ['POST', '/keys/claim'];
    case RequestType.SignatureUpload:
      return ['POST', '/keys/signatures/upload'];
    case RequestType.ToDevice: {
      const { event_type: type, txn_id: id } = request as MachineRequest & Record<'event_type' | 'txn_id', string>;
      return ['PUT', `/sendToDevice/${type}/${encodeURIComponent(id)}`];
    }
    default:
      throw new Error(`the machine has a request of type ${RequestType[request.type]}`);
  }
}
