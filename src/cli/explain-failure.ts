import type { MatrixAppserviceError } from '../errors.js';

/** What was asked when it went wrong. */
export interface FailedCall {
  /** The registration's URL, which holds no secret (G8). */
  readonly url: string;
  /** `key queries (MSC3984)` */
  readonly what: string;
}

/** What to do about a call of an appservice that failed: whole sentences. */
export function explainFailure(error: MatrixAppserviceError, { url, what }: FailedCall): string {
  switch (error.name) {
    case 'ConnectionError':
      return /^unix:/i.test(url) ? socketHint(error.code, url) : connectionHint(error.code, url);
    case 'UnrecognizedEndpointError':
      return (
        `The appservice knows no such route: either it has no ${what}, or it listens elsewhere than at ${url}, ` +
        'or something in front of it does not let the paths through.'
      );
    case 'MatrixHttpError':
      return httpHint(error.status);
    case 'TimeoutError':
      return `Something listens at ${url}, but does not answer in time. --timeout gives it longer.`;
    case 'InvalidAnswerError':
      return answerHint(error.reason, url);
    case 'BodyTooLargeError':
      return 'No homeserver would read so much. Is it an appservice that listens there?';
    case 'RegistrationError':
      return error.field === 'url' ? '--url URL asks it elsewhere than the registration says.' : '';
    default:
      return '';
  }
}

function connectionHint(code: string, url: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing listens at ${url}. Is the appservice running, and is that its address, seen from this machine? --url URL asks it elsewhere.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `This machine does not know the host of ${url}. It may be a name inside of a container network: --url URL asks elsewhere.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return `There is no way from this machine to ${url}. Is there a firewall between? --url URL asks elsewhere.`;
    case 'CERT_HAS_EXPIRED':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `The certificate of ${url} is not trusted here, and would not be by a homeserver.`;
    default:
      return `The connection to ${url} broke. Does something listen there that speaks ${url.startsWith('https:') ? 'HTTPS' : 'HTTP'}?`;
  }
}

function socketHint(code: string, url: string): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `There is no socket at ${url}. Is the appservice running, and is that its path, seen from this machine? --url URL asks it elsewhere.`;
    case 'ECONNREFUSED':
      return `Nothing listens on the socket at ${url}. Is the appservice running? A socket that it left behind stays until it is deleted.`;
    case 'EACCES':
      return `This user may not write to the socket at ${url}. A homeserver needs that permission, too.`;
    case 'ENAMETOOLONG':
      return `The path of ${url} is longer than the system allows for a socket.`;
    default:
      return `The connection to ${url} broke. Does something listen there that speaks HTTP?`;
  }
}

function httpHint(status: number): string {
  if (status === 401 || status === 403) {
    return (
      'The appservice was started with another hs_token than this registration has. Compare both files, and restart ' +
      'whichever side has read the older one.'
    );
  }
  if (status === 400) return 'The appservice did not like the request itself. Its log may say why.';
  if (status === 429) return 'The appservice asks to be asked less often.';
  if (status === 404) return 'The appservice knows the route, and answered that there is nothing.';
  if (status === 502 || status === 503 || status === 504) {
    return 'What answers is perhaps a proxy before an appservice that is down or slow.';
  }
  return status >= 500 ? 'The appservice itself failed. Its log should say why.' : '';
}

function answerHint(reason: string, url: string): string {
  if (reason === 'redirect') {
    return `${url} leads elsewhere, and redirects are not followed, since the token would travel: write the final URL into the registration.`;
  }
  if (reason === 'compressed')
    return 'Whatever compresses answers has to leave those alone that were not asked for so.';
  return 'The route exists, but what answers is no JSON object as it should be. Is it an appservice that listens there?';
}
