import type { Registry } from '../config/config.ts';
import { isReadAsRole } from '../references/reference.ts';
import { type SourceSpec, sourceTraitsOf } from '../sources/catalogue.ts';
import { openSource } from '../sources/index.ts';
import type { Credential } from '../sources/source.ts';
import type { Patient } from './patient.ts';

/** A source, the registries that it serves, and what it mints: once, however many checks look at it. */
export interface Mint {
  source: SourceSpec;
  /** The first of the registries that share it names it. */
  registries: [Registry, ...Registry[]];
  mint: (signal: AbortSignal) => Promise<Credential>;
}

export function mintsFor(patient: Patient): Mint[] {
  const mints = new Map<string, Mint>();
  for (const registry of patient.config.registries) {
    const { source } = registry;
    const known = mints.get(JSON.stringify(source));
    if (known) known.registries.push(registry);
    else
      mints.set(JSON.stringify(source), { source, registries: [registry], mint: mintOnce(source, patient) });
  }
  return [...mints.values()];
}

function mintOnce(source: SourceSpec, patient: Patient): Mint['mint'] {
  let minted: Promise<Credential> | undefined;
  return (signal) => {
    minted ??= openSource(source, patient).then((opened) => opened.mint(signal));
    return minted;
  };
}

/** Whether it begins with the role of the function: then it is another who asks here. */
export function isOfAws(source: SourceSpec): boolean {
  return sourceTraitsOf(source).beginsAsRole;
}

/** The same of what is stored: not for what it may do, but for who reads it. */
export function isReadAsAws(source: SourceSpec): boolean {
  return source.kind === 'stored' && sourceTraitsOf(source).reads.some(isReadAsRole);
}
