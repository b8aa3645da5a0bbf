/**
 * What is wrong with the URL of a registration: its scheme has to be http or https, it may have a path, and it may have neither
 * user nor query nor fragment (N9, G8). `undefined` if nothing is. The URL is not quoted: it may hold a password.
 *
 * @param alternative What could stand in the place of a URL, for the message. Default: nothing could.
 */
export function faultOfUrl(url: string, alternative?: string): string | undefined {
  // The parser drops tabs and line breaks, takes a backslash for a slash and mends missing slashes: none of that is a URL here.
  if (!/^https?:\/\/[^/]/i.test(url) || /[\s\\]/.test(url) || !URL.canParse(url)) {
    return `must be an http or https URL${alternative === undefined ? '' : `, or ${alternative}`}`;
  }
  if (url.includes('?')) return 'must not have a query';
  if (url.includes('#')) return 'must not have a fragment';
  const [, , authority = ''] = url.split('/');
  return authority.includes('@') ? 'must not have a user or password' : undefined;
}
