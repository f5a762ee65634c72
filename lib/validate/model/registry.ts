import { keyFor } from '../../hosts/key.ts';
import { parseHost } from '../../hosts/parse.ts';
import type { ParsedHost, RegistryHost } from '../../hosts/registry-host.ts';

/** Several rules ask about the same two or three hosts of a file, and many files have the same. */
const MAX_REMEMBERED = 500;
const remembered = new Map<string, ParsedHost>();

/** The host that a text is, or why it is none. */
export function judgeHost(text: string): ParsedHost {
  const known = remembered.get(text);
  if (known) return known;
  const parsed = parseHost(text);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(text, parsed);
  return parsed;
}

/** What a host is, or nothing when it is none. */
export function registryOf(text: string): RegistryHost | undefined {
  const parsed = judgeHost(text);
  return parsed.ok ? parsed.host : undefined;
}

/** Docker's key for a host; what is no host stays as it is, and equals only itself. */
export function keyOf(text: string): string {
  const host = registryOf(text);
  return host ? keyFor(host) : text;
}

export function sameRegistry(one: string, other: string): boolean {
  return keyOf(one) === keyOf(other);
}

/** How a person would name the kind of registry. */
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
      return `neither Amazon's nor Google's`;
  }
}
