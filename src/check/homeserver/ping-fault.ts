import type { HideSecrets } from '../../hide-secrets.js';
import { own } from '../../json-objects.js';
import type { Remedy } from '../check.js';
import { type AskedAnswer, saidBy } from './homeserver-ask.js';

/** The appservice that a homeserver was asked to ping. */
export interface PingedAppservice {
  /** Words for it in sentences: `this program`. */
  readonly name: string;
  /** URL of its registration. */
  readonly url: string;
  /** Tells whether it refused a token of the homeserver meanwhile. `undefined` where that cannot be seen. */
  readonly refusedToken?: boolean | undefined;
}

/** The reason why a ping failed. */
interface PingFault {
  /** Says which of URL, token and registration is wrong. */
  readonly seen: string;
  readonly remedy?: Remedy | undefined;
  /** Tells whether nothing else will reach the appservice, either. */
  readonly isUnreached: boolean;
}

/** Finds out from the answer of the homeserver why a ping did not reach its appservice. */
export function pingFaultOf(
  answer: AskedAnswer,
  { name, url, refusedToken }: PingedAppservice,
  hide: HideSecrets,
): PingFault {
  const otherUrl = { file: 'the registration', line: `url: an address of ${name} that the homeserver reaches` };
  const errcode = own(answer.body, 'errcode');
  const given = own(answer.body, 'status');
  const status = typeof given === 'number' ? ` with ${given.toString()}` : '';
  const isRefusal = refusedToken ?? (errcode === 'M_BAD_STATUS' && (given === 401 || given === 403));
  if (isRefusal) {
    const seen = `${name} refuses the hs_token of the homeserver, which has to load the registration again`;
    return { seen, isUnreached: true };
  }
  switch (errcode) {
    case 'M_URL_NOT_SET':
      return { seen: 'the homeserver has loaded a registration without `url`', remedy: otherUrl, isUnreached: true };
    case 'M_CONNECTION_FAILED':
    case 'M_CONNECTION_TIMEOUT': {
      const seen = `the homeserver does not reach ${name} at ${hide(url)}: ${saidBy(answer, hide)}`;
      return { seen, remedy: otherUrl, isUnreached: true };
    }
    case 'M_BAD_STATUS':
      return refusedToken === undefined
        ? { seen: `${name} answers the ping${status}`, isUnreached: false }
        : { seen: `another program answers at ${hide(url)}${status}`, remedy: otherUrl, isUnreached: true };
    default: {
      const said = saidBy(answer, hide);
      if (answer.status === 403) return { seen: `the as_token belongs to another ID: ${said}`, isUnreached: false };
      if (answer.status !== 200) return { seen: said, isUnreached: false };
      return { seen: `200, but nothing came: does another program answer at ${hide(url)}?`, isUnreached: false };
    }
  }
}
