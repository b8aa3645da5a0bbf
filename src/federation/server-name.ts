const serverName = /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z.-]{1,255})(?::[0-9]{1,5})?$/;

/**
 * Whether a string is a server name: a host name or an IPv6 address in brackets, and perhaps a port.
 *
 * @see https://spec.matrix.org/v1.19/appendices/#server-name
 */
export function isServerName(value: string): boolean {
  return serverName.test(value);
}
