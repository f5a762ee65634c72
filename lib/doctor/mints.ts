import type { Registry } from '../config/config.ts';
import { isReadWithRole } from '../references/reference.ts';
import { type SourceSpec, sourceTraitsOf } from '../sources/catalogue.ts';
import { openSource } from '../sources/index.ts';
import type { Credential } from '../sources/source.ts';
import type { DoctorTarget } from './target.ts';

/** A source, the registries that it serves, and what it mints: once, however many checks look at it. */
export interface Mint {
  source: SourceSpec;
  /** The first of the registries that share it names it. */
  registries: [Registry, ...Registry[]];
  mint: (signal: AbortSignal) => Promise<Credential>;
}

export function mintsFor(target: DoctorTarget): Mint[] {
  const mints = new Map<string, Mint>();
  for (const registry of target.config.registries) {
    const { source } = registry;
    const known = mints.get(JSON.stringify(source));
    if (known) known.registries.push(registry);
    else
      mints.set(JSON.stringify(source), { source, registries: [registry], mint: mintOnce(source, target) });
  }
  return [...mints.values()];
}

function mintOnce(source: SourceSpec, target: DoctorTarget): Mint['mint'] {
  let minted: Promise<Credential> | undefined;
  return (signal) => {
    minted ??= openSource(source, target).then((opened) => opened.mint(signal));
    return minted;
  };
}

/** Whether it begins with the role of the function: then it is another who asks here. */
export function mintsAsFunctionRole(source: SourceSpec): boolean {
  return sourceTraitsOf(source).beginsAsRole;
}

/** The same of what is stored: not for what it may do, but for who reads it. */
export function isReadAsFunctionRole(source: SourceSpec): boolean {
  return source.kind === 'stored' && sourceTraitsOf(source).reads.some(isReadWithRole);
}
