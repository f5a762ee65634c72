import { AWS_DOMAINS } from './aws-regions.ts';
import { NAMED_DOMAINS } from './named-hosts.ts';
import { recognise } from './recognise.ts';
import { type HostVerdict, refuse } from './verdict.ts';

const KNOWN_DOMAINS = [...AWS_DOMAINS, ...NAMED_DOMAINS, 'pkg.dev', 'gcr.io'];

/**
 * Rejects a host that starts with the domain of a known registry, such as `ghcr.io.evil.example`. A reader takes such a
 * host for GHCR, and its credentials would leak unnoticed. A real mirror can use another name.
 */
export function recogniseImpostor(name: string): HostVerdict | undefined {
  const dotted = `.${name}.`;
  if (KNOWN_DOMAINS.some((domain) => dotted.endsWith(`.${domain}.`))) return undefined;

  const imitated = KNOWN_DOMAINS.find((domain) => dotted.includes(`.${domain}.`));
  if (imitated === undefined) return undefined;
  const because = `it only looks like ${imitated}: it belongs to the owner of the domain at its end`;
  return refuse('a host to send credentials to', because, hostInFront(dotted, imitated));
}

function hostInFront(dotted: string, domain: string): string | undefined {
  const front = dotted.slice(1, dotted.indexOf(`.${domain}.`) + domain.length + 1);
  const verdict = recognise(front);
  return verdict?.ok ? front : verdict?.suggestion;
}
