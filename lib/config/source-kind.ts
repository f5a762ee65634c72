import type { Registry } from './config.ts';
import { MINTED_KINDS, type SourceKind } from './refresh-functions.ts';

/** Undefined for a registry that nothing can mint for. */
export function sourceKindOf({
  host,
  credentials,
}: Pick<Registry, 'host' | 'credentials'>): SourceKind | undefined {
  if (credentials !== undefined) return 'stored';
  return MINTED_KINDS.find((kind) => kind === host.kind);
}

export function isOneOf(kinds: readonly SourceKind[], kind: SourceKind | undefined): boolean {
  return kind !== undefined && kinds.includes(kind);
}
