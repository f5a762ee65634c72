/** The checks of egress_restrictions, like Python's ipaddress module and Truss's pattern for host names. */

/** Why the text is not an IPv4 address or a range of them. Bits behind the prefix are ignored. */
export function ipv4Problem(text: string): string | undefined {
  const [address = '', mask, ...more] = text.split('/');
  if (text.includes(':')) return 'must be an IPv4 address: IPv6 is not supported';
  if (more.length > 0 || parseAddress(address) === undefined)
    return 'must be an IPv4 address or range, such as 1.2.3.4 or 10.0.0.0/8';
  return mask === undefined || isMask(mask) ? undefined : 'has a prefix or mask that is not valid';
}

/** Four numbers up to 255, without zeros in front. */
function parseAddress(text: string): number | undefined {
  const octets = text.split('.');
  if (
    octets.length !== 4 ||
    !octets.every((octet) => /^(?:0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255)
  )
    return undefined;
  return octets.reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

/** A length of 0 to 32, a net mask, or a host mask. */
function isMask(text: string): boolean {
  if (/^\d{1,4300}$/.test(text)) return Number(text) <= 32;
  const mask = parseAddress(text);
  if (mask === undefined) return false;
  const bits = mask.toString(2).padStart(32, '0');
  return /^(?:1*0*|0*1*)$/.test(bits);
}

/** Labels of up to 63 letters, digits, hyphens and asterisks. Python's `$` lets one line break follow. */
export function isFqdn(text: string): boolean {
  return text
    .replace(/\n$/, '')
    .split('.')
    .every((label) => LABEL.test(label));
}

const LABEL = /^[a-zA-Z0-9*](?:[a-zA-Z0-9*-]{0,61}[a-zA-Z0-9*])?$/;
