import type { SecretStore, StoredSecret } from './store.ts';

/** Stores values without permissions, the newest last. */
export function seed(store: SecretStore, values: Readonly<Record<string, string>>, now: Date): void {
  for (const [id, value] of Object.entries(values).toSorted(
    ([one], [other]) => orderOf(one) - orderOf(other),
  )) {
    const [name = id, wanted = 'latest'] = id.split('/versions/');
    const { versions, aliases } = secretNamed(name, store, now);
    const number = numberOf(wanted) ?? (versions.at(-1)?.id ?? 0) + 1;
    versions.push({ id: number, createdAt: now, state: 'ENABLED', data: Buffer.from(value) });
    if (numberOf(wanted) === undefined && wanted !== 'latest') aliases.set(wanted, number);
  }
}

/** Numbers as they count, then aliases, then what is to be the latest. */
function orderOf(id: string): number {
  const [, version = 'latest'] = id.split('/versions/');
  return numberOf(version) ?? (version === 'latest' ? Number.POSITIVE_INFINITY : Number.MAX_VALUE);
}

function numberOf(version: string): number | undefined {
  return /^\d+$/.test(version) ? Number(version) : undefined;
}

function secretNamed(name: string, store: SecretStore, createdAt: Date): StoredSecret {
  const found = store.find(name);
  if (found !== undefined) return found;
  const replication = name.includes('/locations/') ? undefined : { automatic: {} };
  const made = {
    name,
    replication,
    labels: {},
    annotations: {},
    createdAt,
    versions: [],
    aliases: new Map(),
  };
  store.add(made);
  return made;
}
