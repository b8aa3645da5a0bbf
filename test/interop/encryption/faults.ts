import { serverName } from '../synapse/synapse.js';
import type { Interference, PassedRequest, Proxy } from './proxy.js';

/** What can become of a single request. */
export const faults: readonly (readonly [string, Interference])[] = [
  ['500', { status: 500, body: '{"errcode":"M_UNKNOWN","error":"Internal server error"}' }],
  ['403', { status: 403, body: '{"errcode":"M_FORBIDDEN","error":"no"}' }],
  ['429', { status: 429, body: '{"errcode":"M_LIMIT_EXCEEDED","error":"Too many requests","retry_after_ms":100}' }],
  ['HTML with status 200', { status: 200, body: '<html>Welcome</html>', type: 'text/html' }],
  ['HTML with status 502', { status: 502, body: '<html>Bad Gateway</html>', type: 'text/html' }],
  ['a connection that closes before the request arrives', 'cut'],
  ['an answer that is lost', 'lose-answer'],
];

/** Returns the kind of a request: its method and path, without the names in it. */
export function kindOf({ method, path }: PassedRequest): string {
  const [area, ...steps] = path.replace(/^\/_matrix\/(?:client|media)\/v\d\//, '').split('/');
  const kept = steps.filter((step) => /^(?!irc$)[a-z._]+$/.test(step));
  // A device, a transaction ID or a file is no part of the kind.
  return `${method} ${[area, ...kept].join('/')}`;
}

/** Decides over a request; `undefined` lets it pass. */
export type Decide = (request: PassedRequest) => Interference | undefined;

/** Fails requests of ghosts, each as its plan says. */
export interface FaultPlans {
  /** Decides over the requests of one ghost, or over all of them. */
  readonly plan: (ghost: string, decide: Decide) => void;
  readonly end: (ghost: string) => void;
}

/** The plan for requests of everyone, which is followed alone. */
export const everyone = 'everyone';

/** Makes a proxy fail requests by plans. */
export function planFaults(proxy: Proxy): FaultPlans {
  const plans = new Map<string, Decide>();
  proxy.interfere = (request) => (plans.get(everyone) ?? plans.get(ghostOf(request)))?.(request);
  return {
    plan: (ghost, decide) => void plans.set(ghost, decide),
    end: (ghost) => void plans.delete(ghost),
  };
}

/** Makes the plan that one request of each of these kinds fails. */
export function eachOnce(kinds: readonly string[], fault: Interference): Decide {
  const waiting = new Set(kinds);
  return (request) => (waiting.delete(kindOf(request)) ? fault : undefined);
}

/** Makes the plan that of each kind the first request fails, the fourth, the ninth, and so on: a call that makes several may succeed yet. */
export function nowAndThen(fault: Interference): Decide {
  const counts = new Map<string, number>();
  return (request) => {
    const count = (counts.get(kindOf(request)) ?? 0) + 1;
    counts.set(kindOf(request), count);
    return Number.isInteger(Math.sqrt(count)) ? fault : undefined;
  };
}

/** The ghost that a request is made as, or that it registers. */
function ghostOf({ path, query, body }: PassedRequest): string {
  if (!path.endsWith('/register')) return query.get('user_id') ?? '';
  const { username } = JSON.parse(body) as { username: string }; // as the encryption writes it
  return `@${username}:${serverName}`;
}
