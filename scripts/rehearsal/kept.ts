import { readFileSync } from 'node:fs';
import type { Config, Registry } from '../../lib/config/config.ts';
import { awsRolesOf } from '../../lib/config/reads.ts';
import { USER } from '../../lib/hosts/users.ts';
import { type Reference, referenceKey, variableOrFile } from '../../lib/references/reference.ts';
import { secretsOfBackends } from './backends/index.ts';
import { secretsOfSources } from './sources.ts';

/** A secret that registries.yml refers to. */
interface Kept {
  reference: Reference;
  value: string;
  madeUp: boolean;
}

/**
 * The secrets that registries.yml refers to, for a rehearsal. Existing files and variables are used. All other values
 * are made up. A reference that is used twice has one value.
 */
export class KeptSecrets {
  readonly #kept = new Map<string, Kept>();

  constructor(config: Config) {
    for (const { externalId } of awsRolesOf(config).values())
      if (typeof externalId === 'object') this.#keep(externalId, 'rehearsal-external-id');
    for (const [reference, value] of secretsOfBackends(config)) this.#keep(reference, value);
    for (const registry of config.registries)
      if (registry.source.kind === 'stored') this.#keep(registry.source.password, passwordOf(registry));
    for (const [reference, value] of secretsOfSources(config)) this.#keep(reference, value);
  }

  valueOf(reference: Reference): string {
    return this.#kept.get(referenceKey(reference))?.value ?? '';
  }

  /** The made-up values for one kind of place, by id. Existing values are not copied. */
  madeUpFor(place: Reference['from']): Record<string, string> {
    const found = [...this.#kept.values()].filter(
      ({ reference, madeUp }) => madeUp && reference.from === place,
    );
    return Object.fromEntries(found.map(({ reference, value }) => [reference.id, value]));
  }

  #keep(reference: Reference, madeUp: string): void {
    const place = referenceKey(reference);
    if (this.#kept.has(place)) return;
    const found = foundAt(reference);
    this.#kept.set(place, { reference, value: found ?? madeUp, madeUp: found === undefined });
  }
}

function passwordOf({ host, source }: Registry): string {
  if (host.kind !== 'artifact-registry') return `rehearsal-password-of-${host.host}`;
  const key = JSON.stringify({
    type: 'service_account',
    private_key: 'not a real key',
    client_email: 'puller@rehearsal.iam.gserviceaccount.com',
  });
  return source.username === USER.googleKeyBase64 ? Buffer.from(key).toString('base64') : key;
}

/** The run itself reports an unreadable file. */
function foundAt(reference: Reference): string | undefined {
  const { variable, file } = variableOrFile(reference);
  if (variable !== undefined) return process.env[variable];
  try {
    return file && readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
}
