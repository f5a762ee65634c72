import { isIPv6 } from './ip-address.ts';

/** A common mistake around a host: its description, and its correction. */
interface Slip {
  says: string;
  correct(text: string): string;
}

/** Ordered from the outside in: each one works on the text that the previous ones have corrected. */
const SLIPS: readonly Slip[] = [
  slip('has space or invisible characters around it', /^[\s\p{C}]+|[\s\p{C}]+$/gu, ''),
  slip('is in quotes', /^(["'`])(.*)\1$/s, '$2'),
  slip(
    'begins with DOCKER_REGISTRY_ (pullkeeper adds that to the name of the secret)',
    /^DOCKER_REGISTRY_/i,
    '',
  ),
  slip('has an image digest at its end', /@sha256:[0-9a-f]*$/i, ''),
  slip('begins with a scheme', /^(?:[a-z][a-z0-9+.-]*:)?\/\//i, ''),
  slip('has a user name in front', /^.*@/s, ''),
  slip('has a user name in front', /^AWS:(?!\d+$)/i, ''),
  slip('has a path or an image at its end', /[/\\?#].*$/s, ''),
  {
    says: 'is an IPv6 address without brackets',
    correct: (text) => (isIPv6(text) ? `[${text}]` : text),
  },
  slip('has a tag at its end', /^([^:]*):(?!\d+$)[\w.-]+$/, '$1'),
  slip('ends with a dot or a colon', /[.:]+$/, ''),
  {
    says: 'has capital letters',
    // Only these 26 letters: the lower case of the Kelvin sign would be a plain k.
    correct: (text) => text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()),
  },
];

export function correctSlips(text: string): { corrected: string; slips: string[] } {
  const slips = new Set<string>();
  let corrected = text;
  for (const { says, correct } of SLIPS) {
    const before = corrected;
    corrected = correct(before);
    if (corrected !== before) slips.add(says);
  }
  return { corrected, slips: [...slips] };
}

function slip(says: string, pattern: RegExp, instead: string): Slip {
  return { says, correct: (text) => text.replace(pattern, instead) };
}
