// These use the URL parser, which browsers have too: the playground parses hosts without Node's isIP.

/** Whether a text is an IPv4 address in its usual form: the URL parser leaves only that form unchanged. */
export function isIPv4(text: string): boolean {
  return /^\d[\d.]+\d$/.test(text) && hostIn(text) === text;
}

/** Whether a text is an IPv6 address, without brackets and without a zone. */
export function isIPv6(text: string): boolean {
  return /^[\da-f:.]+$/i.test(text) && hostIn(`[${text}]`) !== undefined;
}

/** The first 32 bits of an address: all of an IPv4 address, two groups of an IPv6 address. */
export function first32Bits(address: string): number {
  if (isIPv4(address)) return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  // The URL parser writes "::" for a row of zeros only, so an empty group is 0.
  const [first, second] = (hostIn(`[${address}]`)?.slice(1) ?? '').split(':');
  return Number(`0x${first || 0}`) * 65_536 + Number(`0x${second || 0}`);
}

function hostIn(text: string): string | undefined {
  return URL.parse(`http://${text}`)?.hostname;
}
