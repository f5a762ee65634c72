import { SECRET_PREFIX } from '../../hosts/key.ts';
import { escapeBytes, type SecretNaming, unescapeBytes } from '../traits.ts';
import { problemWithSecretName } from './grammar.ts';

/** The name of a publication: `models/registry-ghcr.io`, or with one Secret for all hosts `models/pull/ghcr.io`. */
interface Place {
  namespace: string;
  secret: string;
  /** The entry in a shared Secret. Undefined for a Secret with one value. */
  entry: string | undefined;
}

export function placeIn(name: string): Place {
  const [, namespace = '', secret = '', entry] = /^([^/]*)\/([^/]*)(?:\/(.*))?$/s.exec(name) ?? [];
  return { namespace, secret, entry };
}

interface Layout {
  namespaces: readonly string[];
  secret?: string | undefined;
}

/** The names of the Secrets of a backend. */
export function kubernetesNaming({ namespaces, secret }: Layout): SecretNaming {
  return {
    encode,
    decode,
    problemWith: (name) => problemWithSecretName(name.replace(/^[^/]*\//, '')),
    prefixes: namespaces.map((namespace) => `${namespace}/${secret === undefined ? '' : `${secret}/`}`),
    isByHost: () => secret !== undefined,
    adoptedAs: (name) => {
      const place = placeIn(name);
      return `${place.namespace}/${place.secret}`;
    },
  };
}

const HOST_BEGINS = 'registry-';
const OTHER_BEGINS = 'secret-';

/** Characters that a domain label does not allow, and hyphens that would make an escape ambiguous. */
const ESCAPED = /[^a-z0-9.-]|\.(?![a-z0-9])|^\.|-(?=x|\.|$)/gu;

/** `DOCKER_REGISTRY_host:5000` becomes `registry-host-x3a5000`. */
function encode(name: string): string {
  const host = name.startsWith(SECRET_PREFIX) ? name.slice(SECRET_PREFIX.length) : '';
  return host === '' ? OTHER_BEGINS + escaped(name) : HOST_BEGINS + escaped(host);
}

function decode(encoded: string): string {
  return encoded.startsWith(HOST_BEGINS)
    ? SECRET_PREFIX + unescaped(encoded.slice(HOST_BEGINS.length))
    : unescaped(encoded.slice(OTHER_BEGINS.length));
}

/** Every capital letter is escaped, so the remaining ones are digits of escapes. */
function escaped(text: string): string {
  return escapeBytes(text, ESCAPED, '-x').toLowerCase();
}

function unescaped(text: string): string {
  return unescapeBytes(
    text.replace(/-x[0-9a-f]{2}/g, (each) => `-x${each.slice(2).toUpperCase()}`),
    '-x',
  );
}
