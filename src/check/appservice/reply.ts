import { type JsonObject, isJsonObject, own } from '../../json-objects.js';
import type { HideSecrets } from '../../hide-secrets.js';
import { decodeJson } from '../../http/decode-json.js';
import { isUnknownRoute } from '../../paths/select-path.js';
import type { RawAnswer } from './read-answer-bytes.js';

/** The reaction to a request. */
export type Reply = ProbeAnswer | Silence;

/** An answer, whatever its status. */
export interface ProbeAnswer {
  readonly answered: true;
  readonly status: number;
  /** Body that is a JSON object. */
  readonly json: JsonObject | undefined;
  /** Name of the error, without secrets. */
  readonly errcode: string | undefined;
  /** Media type of the body. */
  readonly type: string | undefined;
}

/** No answer, or bytes that are none. */
export interface Silence {
  readonly answered: false;
  /** A phrase: `no answer within 10 s`. */
  readonly reason: string;
  /** Tells whether the deadline passed, and the connection was still open. */
  readonly isLate: boolean;
}

/** Makes a reply of an answer as it came. */
export function replyOf({ status, headers, body }: RawAnswer, hide: HideSecrets): ProbeAnswer {
  const decoded = decodeJson(body);
  const json = decoded.ok && isJsonObject(decoded.value) ? decoded.value : undefined;
  const errcode = own(json, 'errcode');
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  return {
    answered: true,
    status,
    json,
    errcode: typeof errcode === 'string' && /^[\w.]{1,60}$/.test(errcode) ? hide(errcode) : undefined,
    type: /^[\w.+-]{1,30}\/[\w.+-]{1,60}$/.test(type.trim()) ? hide(type.trim().toLowerCase()) : undefined,
  };
}

/** Says what came: `404 M_UNRECOGNIZED`, `502 text/html`, `200`, `no answer within 10 s`. */
export function inWords(reply: Reply): string {
  if (!reply.answered) return reply.reason;
  const { status, errcode, json, type } = reply;
  const isOther = type !== undefined && type !== 'application/json';
  if (json === undefined) return isOther ? `${status} ${type}` : String(status);
  return [status, errcode ?? [], isOther ? `as ${type}` : []].flat().join(' ');
}

/** Tells whether a reply is a success with a JSON object. */
export function isSuccess(reply: Reply): reply is ProbeAnswer & { readonly json: JsonObject } {
  return reply.answered && reply.status === 200 && reply.json !== undefined;
}

/** Tells whether a reply accepts the request, even if its body is of no use. */
export function isAccepted(reply: Reply): boolean {
  return reply.answered && reply.status >= 200 && reply.status < 300;
}

/** Tells whether a reply refuses the request, as something that the homeserver got wrong. */
export function isRefusal(reply: Reply): boolean {
  return reply.answered && reply.status >= 400 && reply.status < 500;
}

/** Tells whether a reply says that there is no such route (N2). */
export function isUnknown(reply: Reply): boolean {
  return reply.answered && isUnknownRoute(reply.status, reply.json);
}

/** Tells whether two replies are the same, as far as a homeserver cares. */
export function isSameReply(one: Reply, other: Reply): boolean {
  return one.answered && other.answered && one.status === other.status && one.errcode === other.errcode;
}
