import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** Headers about one connection, which end there. @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const connectionHeaders = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

/** Headers that a sender cannot take out by naming them in `Connection`: the body's length, and the host. */
const keptHeaders = new Set(['content-length', 'host']);

/** Matches headers in which a server in front tells the sender's address. */
const addressHeader = /^(?:forwarded|x-real-ip|x-forwarded-.*)$/;

/** Checks whether an address may say on whose behalf it connects. */
export type Trusts = (address: string) => boolean;

/**
 * Explains why a request is not forwarded; `undefined` if it is.
 *
 * Homeserver and proxy could otherwise disagree about where the request ends or leads to. Node's parser has refused
 * contradictory lengths by then.
 */
export function refusalOf({
  url = '',
  headersDistinct,
}: IncomingMessage): { status: number; error: string } | undefined {
  if (!url.startsWith('/')) return { status: 400, error: 'The target of a request must be a path' };
  const { host = [], 'transfer-encoding': encodings = ['chunked'] } = headersDistinct;
  if (host.length > 1) return { status: 400, error: 'A request must have one Host header' };
  if (encodings.join().trim().toLowerCase() !== 'chunked') {
    return { status: 501, error: 'The only transfer encoding is chunked' };
  }
  return undefined;
}

/**
 * Returns the headers of a request for the homeserver: all but those about the connection. Repeated ones stay apart,
 * since another server may send several `Authorization` headers.
 *
 * Addresses are the sender's own word only if `trusts` it. For all others, `X-Forwarded-For` and the like are
 * replaced by what the connection shows.
 */
export function requestHeadersOf(request: IncomingMessage, trusts: Trusts): IncomingHttpHeaders {
  const { remoteAddress = '' } = request.socket;
  const address = remoteAddress.replace(/^::ffff:(?=\d+\.)/, '');
  const isTrusted = trusts(address);
  const headers = endToEnd(request.headersDistinct, (name) => isTrusted || !addressHeader.test(name));
  // The proxy has answered it itself.
  delete headers.expect;
  // The body is passed on as it is read, in chunks of its own.
  if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';
  const protocol = (request.socket as Partial<TLSSocket>).encrypted === true ? 'https' : 'http';
  headers['x-forwarded-for'] ??= address;
  headers['x-forwarded-proto'] ??= protocol;
  return headers;
}

/** Returns the headers of the homeserver's answer for its receiver: all but those about the connection. */
export function answerHeadersOf(answer: IncomingMessage): IncomingHttpHeaders {
  return endToEnd(answer.headersDistinct, () => true);
}

/** Tells whether the sender wants the connection to end with the answer. */
export function asksToClose({ headersDistinct }: IncomingMessage): boolean {
  return tokensOf(headersDistinct['connection']?.join()).includes('close');
}

function endToEnd(all: NodeJS.Dict<string[]>, keeps: (name: string) => boolean): IncomingHttpHeaders {
  const named = new Set(tokensOf(all['connection']?.join()).filter((name) => !keptHeaders.has(name)));
  const headers: IncomingHttpHeaders = {};
  for (const [name, values = []] of Object.entries(all)) {
    if (connectionHeaders.has(name) || named.has(name) || !keeps(name)) continue;
    // Node writes a list as that many headers, whatever their name; its type allows it for a few alone.
    headers[name] = values.length > 1 ? values : values[0];
  }
  return headers;
}

function tokensOf(list = ''): string[] {
  return list.split(',').map((token) => token.trim().toLowerCase());
}

/**
 * Parses a list of addresses and networks, such as `10.0.0.5,172.16.0.0/12`. Loopback addresses are always in it.
 *
 * @returns `undefined` if one of them is neither.
 */
export function parseNetworks(list: string): Trusts | undefined {
  const networks = new BlockList();
  for (const network of ['127.0.0.0/8', '::1', ...list.split(',').filter((each) => each.trim() !== '')]) {
    const [address = '', bits] = network.trim().split('/');
    const family = isIP(address);
    if (family === 0) return undefined;
    const longest = family === 4 ? 32 : 128;
    const prefix = bits === undefined ? longest : /^\d+$/.test(bits) ? Number(bits) : Infinity;
    if (prefix > longest) return undefined;
    networks.addSubnet(address, prefix, familyName(family));
  }
  return (address) => networks.check(address, familyName(isIP(address)));
}

function familyName(family: number): 'ipv4' | 'ipv6' {
  return family === 6 ? 'ipv6' : 'ipv4';
}
