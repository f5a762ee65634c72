import { printable } from '../secrecy/quote.ts';
import { isIPv4, isIPv6 } from './ip-address.ts';

/** A host, split at its port. An IPv6 address keeps its brackets: they are part of the name. */
interface NameAndPort {
  name: string;
  port?: string;
}

/** The limits of DNS for a name and for each label (RFC 1035, 2.3.4). */
const LONGEST_NAME = 253;
const LONGEST_LABEL = 63;
const HIGHEST_PORT = 65_535;

const USER_OF_DOCKER_HUB =
  'without a dot or a port Docker reads it as a user of Docker Hub. ' +
  'Write docker.io if you mean Docker Hub, or add the port';

export function splitPort(text: string): NameAndPort {
  const colon = text.indexOf(':', text.startsWith('[') ? text.indexOf(']') : 0);
  return colon < 0 ? { name: text } : { name: text.slice(0, colon), port: text.slice(colon + 1) };
}

/**
 * Returns why a text is not a host in the grammar of Docker image references (distribution/reference, regexp.go), as
 * a clause; undefined for a host. Two things are stricter than in Docker: a name that DNS cannot look up is refused,
 * and so are capitals, because a key is found by its exact letters.
 */
export function faultInGrammar({ name, port }: NameAndPort): string | undefined {
  const fault = name.startsWith('[') ? faultInAddress(name) : faultInName(name);
  if (fault !== undefined) return fault;
  if (port !== undefined) {
    return isPort(port) ? undefined : `after its colon there is no port (1 to ${HIGHEST_PORT})`;
  }
  return /[.[]/.test(name) || name === 'localhost' ? undefined : USER_OF_DOCKER_HUB;
}

function faultInName(name: string): string | undefined {
  if (name === '') return 'it is empty';

  const [stranger] = name.match(/[^a-z0-9.-]/u) ?? [];
  if (stranger !== undefined) return faultOfCharacter(stranger);
  if (name.length > LONGEST_NAME)
    return `it has ${name.length} characters, and a host has at most ${LONGEST_NAME}`;

  const labels = name.split('.');
  if (labels.includes('')) return 'there is nothing between two of its dots, or before the first';
  if (labels.some((label) => label.length > LONGEST_LABEL)) {
    return `a part of it is longer than ${LONGEST_LABEL} characters`;
  }
  if (labels.some((label) => label.startsWith('-') || label.endsWith('-'))) {
    return 'a part of it begins or ends with a hyphen';
  }
  // A host that ends in a number, also in hex (0x7f), is an IPv4 address or invalid (https://url.spec.whatwg.org).
  return /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(name) && !isIPv4(name)
    ? 'it ends in a number but is no IPv4 address'
    : undefined;
}

function faultOfCharacter(char: string): string {
  const rule = /\P{ASCII}/u.test(char)
    ? 'which is not a plain Latin letter. Write an international name in its xn-- form'
    : 'and a host has only small letters, digits, dots and hyphens';
  return `it contains ${printable(char)}, ${rule}`;
}

function faultInAddress(name: string): string | undefined {
  const address = /^\[([0-9a-f:]+)\]$/.exec(name)?.[1] ?? '';
  return isIPv6(address) ? undefined : 'the text in brackets is not a plain IPv6 address';
}

function isPort(port: string): boolean {
  return /^[1-9]\d{0,4}$/.test(port) && Number(port) <= HIGHEST_PORT;
}
