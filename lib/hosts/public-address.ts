import { first32Bits, isIPv4, isIPv6 } from './ip-address.ts';

type Network = [address: string, prefix: number];

/**
 * Networks that are not on the public internet: private networks, this machine, link-local addresses, examples,
 * benchmarks, multicast and reserved ones. On link-local addresses, clouds hand out credentials.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const SPECIAL_IPV4: readonly Network[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Public IPv6 addresses are in this network. Only the networks below lead back to IPv4. */
const GLOBAL_IPV6: readonly Network[] = [['2000::', 3]];
const SPECIAL_IPV6: readonly Network[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

/** Whether the address is public. `address` is in the form of a resolver. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !isAmong(SPECIAL_IPV4, address);
  return isIPv6(address) && isAmong(GLOBAL_IPV6, address) && !isAmong(SPECIAL_IPV6, address);
}

export function isLoopbackAddress(address: string): boolean {
  return isIPv4(address) ? address.startsWith('127.') : address === '::1';
}

/** No prefix is longer than 32 bits. */
function isAmong(networks: readonly Network[], address: string): boolean {
  return networks.some(
    ([network, prefix]) => first32Bits(network) >>> (32 - prefix) === first32Bits(address) >>> (32 - prefix),
  );
}
