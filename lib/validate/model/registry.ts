import { keyFor } from '../../hosts/key.ts';
import { parseHost } from '../../hosts/parse.ts';
import type { ParsedHost, RegistryHost } from '../../hosts/registry-host.ts';
import { sourceTypeFor } from '../../hosts/source-types.ts';

/** A cache: several rules parse the same few hosts, and many files have the same hosts. */
const MAX_REMEMBERED = 500;
const remembered = new Map<string, ParsedHost>();

/** Returns the host that a text names, or why it is not a host. */
export function judgeHost(text: string): ParsedHost {
  const known = remembered.get(text);
  if (known) return known;
  const parsed = parseHost(text);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(text, parsed);
  return parsed;
}

/** Returns the kind of a host; undefined for a text that is not a host. */
export function registryOf(text: string): RegistryHost | undefined {
  const parsed = judgeHost(text);
  return parsed.ok ? parsed.host : undefined;
}

/** Docker's key for a host. A text that is not a host stays unchanged, and equals only itself. */
export function keyOf(text: string): string {
  const host = registryOf(text);
  return host ? keyFor(host) : text;
}

export function sameRegistry(one: string, other: string): boolean {
  return keyOf(one) === keyOf(other);
}

/** The common name of a kind of registry. */
export function describeKind(host: RegistryHost): string {
  switch (host.kind) {
    case 'ecr':
      return 'Amazon ECR';
    case 'ecr-public':
      return 'Amazon ECR Public, which needs no login to pull';
    case 'artifact-registry':
      return 'Google Artifact Registry';
    case 'docker-hub':
      return 'Docker Hub';
    case 'ghcr':
      return 'the GitHub Container Registry';
    case 'ngc':
      return 'the NVIDIA registry (NGC)';
    case 'other':
      return sourceTypeFor(host.host)?.service ?? `neither Amazon's nor Google's`;
  }
}
