import type { Registry } from './config.ts';

/** What a registry's secrets come from: minted for it, or stored by somebody. Each kind has its function. */
export type SourceKind = MintedKind | 'stored';

const MINTED = ['ecr', 'ecr-public', 'artifact-registry'] as const;
type MintedKind = (typeof MINTED)[number];

/** Undefined for a registry that nothing can mint for. */
export function sourceKindOf({
  host,
  credentials,
}: Pick<Registry, 'host' | 'credentials'>): SourceKind | undefined {
  if (credentials !== undefined) return 'stored';
  return MINTED.find((kind) => kind === host.kind);
}

export function isOneOf(kinds: readonly SourceKind[], kind: SourceKind | undefined): boolean {
  return kind !== undefined && kinds.includes(kind);
}
