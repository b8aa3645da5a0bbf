import type { MatrixAppserviceError } from '../errors.js';

/** A failed call. */
export interface FailedCall {
  /** URL of the registration, which holds no secret (G8). */
  readonly url: string;
  /** Name of the request: `key queries (MSC3984)`. */
  readonly what: string;
}

/** Advises on a failed call of an appservice, in whole sentences. */
export function explainFailure(error: MatrixAppserviceError, { url, what }: FailedCall): string {
  switch (error.name) {
    case 'ConnectionError':
      return /^unix:/i.test(url) ? socketHint(error.code, url) : connectionHint(error.code, url);
    case 'UnrecognizedEndpointError':
      return (
        `The appservice does not know this route: either it has no ${what}, or it listens at another URL than ${url}, ` +
        'or a proxy in front of it does not pass these paths on.'
      );
    case 'MatrixHttpError':
      return httpHint(error.status);
    case 'TimeoutError':
      return `Something listens at ${url}, but does not answer in time. Use --timeout to wait longer.`;
    case 'InvalidAnswerError':
      return answerHint(error.reason, url);
    case 'BodyTooLargeError':
      return 'No homeserver would read that much. Does an appservice listen there?';
    case 'RegistrationError':
      return error.field === 'url' ? 'Use --url URL to ask at another URL than the registration says.' : '';
    default:
      return '';
  }
}

/**
 * Advises on a homeserver that does not answer, in whole sentences. `undefined` for errors that say nothing of it.
 *
 * @param url URL at which it was asked.
 */
export function explainHomeserverFailure(error: MatrixAppserviceError, url: string): string | undefined {
  const running = 'Is the homeserver running, and is that its address, seen from this machine?';
  switch (error.name) {
    case 'ConnectionError':
      return error.code === 'ECONNREFUSED'
        ? `Nothing listens at ${url}. ${running}`
        : `There is no connection to ${url}. ${running}`;
    case 'TimeoutError':
      return `Something listens at ${url}, but does not answer in time. ${running}`;
    case 'InvalidAnswerError':
    case 'BodyTooLargeError':
      return `Something answers at ${url}, but not as a homeserver. ${running}`;
    default:
      return undefined;
  }
}

function connectionHint(code: string, url: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing listens at ${url}. Is the appservice running, and is that its address, seen from this machine? Use --url URL to ask at another.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `This machine does not know the host of ${url}. It may be a name inside a container network: use --url URL to ask at another.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return `There is no route from this machine to ${url}. Is there a firewall in between? Use --url URL to ask at another.`;
    case 'CERT_HAS_EXPIRED':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `The certificate of ${url} is not trusted here, nor would it be by a homeserver.`;
    default:
      return `The connection to ${url} broke. Does a server listen there that speaks ${url.startsWith('https:') ? 'HTTPS' : 'HTTP'}?`;
  }
}

function socketHint(code: string, url: string): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `There is no socket at ${url}. Is the appservice running, and is that its path, seen from this machine? Use --url URL to ask at another.`;
    case 'ECONNREFUSED':
      return `Nothing listens on the socket at ${url}. Is the appservice running? A socket that it left behind stays until it is deleted.`;
    case 'EACCES':
      return `This user may not write to the socket at ${url}. A homeserver needs that permission, too.`;
    case 'ENAMETOOLONG':
      return `The path of ${url} is longer than the system allows for a socket.`;
    default:
      return `The connection to ${url} broke. Does a server listen there that speaks HTTP?`;
  }
}

function httpHint(status: number): string {
  if (status === 401 || status === 403) {
    return (
      'The appservice was started with another hs_token than that of this registration. Compare both files, and restart ' +
      'the side that has read the older one.'
    );
  }
  if (status === 400) return 'The appservice rejected the request itself. Its log may say why.';
  if (status === 429) return 'The appservice asks for fewer requests.';
  if (status === 404) return 'The appservice knows the route, but answered that there is nothing.';
  if (status === 502 || status === 503 || status === 504) {
    return 'This may be the answer of a proxy in front of an appservice that is down or slow.';
  }
  return status >= 500 ? 'The appservice itself failed. Its log should say why.' : '';
}

function answerHint(reason: string, url: string): string {
  if (reason === 'redirect') {
    return `${url} redirects, and redirects are not followed, since the token would go along: write the final URL into the registration.`;
  }
  if (reason === 'compressed')
    return 'Configure the server or proxy not to compress answers unless the request asks for it.';
  return 'The route exists, but the answer is not a JSON object. Does an appservice listen there?';
}
