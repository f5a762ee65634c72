import type { Registry } from '../config/config.ts';
import { isReadWithRole } from '../references/reference.ts';
import { type SourceSpec, sourceTraitsOf } from '../sources/catalogue.ts';
import { openSource } from '../sources/index.ts';
import type { Credential } from '../sources/source.ts';
import type { DoctorTarget } from './target.ts';

/** A source and its registries. It mints once, for all checks. */
export interface Mint {
  source: SourceSpec;
  /** The registries that share the source. The first gives it its name. */
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

/** Whether the mint uses the role of the function. A person who runs doctor has another role. */
export function mintsAsFunctionRole(source: SourceSpec): boolean {
  return sourceTraitsOf(source).beginsAsRole;
}

/** Whether the role of the function reads this stored credential. */
export function isReadAsFunctionRole(source: SourceSpec): boolean {
  const isKept = source.kind === 'stored' || source.function === 'refreshTokens';
  return isKept && sourceTraitsOf(source).reads.some(isReadWithRole);
}
