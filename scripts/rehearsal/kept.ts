import { readFileSync } from 'node:fs';
import type { Config, Registry, SecretReference } from '../../lib/config/config.ts';
import { secretVersionNamed } from '../../lib/config/schema/google-secret-name.ts';

/** A secret that registries.yml refers to. */
interface Kept {
  reference: SecretReference;
  value: string;
  madeUp: boolean;
}

/**
 * What the references of registries.yml lead to in a rehearsal: a file or a variable that is there is what it is; all
 * else is made up, and plainly so. A reference that is used twice leads to one secret.
 */
export class KeptSecrets {
  readonly #kept = new Map<string, Kept>();

  constructor({ identities, backends, registries }: Config) {
    for (const identity of Object.values(identities)) {
      const externalId = identity.type === 'aws-role' ? identity.externalId : undefined;
      if (typeof externalId === 'object') this.#keep(externalId, 'rehearsal-external-id');
    }
    for (const [name, options] of Object.entries(backends)) {
      if (options.type === 'baseten') this.#keep(options.apiKey, `rehearsal-key-of-${name}`);
      if (options.type === 'fal') this.#keep(options.key, `rehearsal:rehearsal-key-of-${name}`);
    }
    for (const registry of registries) {
      if (registry.credentials) this.#keep(registry.credentials.password, passwordOf(registry));
    }
  }

  valueOf(reference: SecretReference): string {
    return this.#kept.get(placeOf(reference))?.value ?? '';
  }

  /** What has to be put into one kind of place, by id. What is there already is not told on. */
  madeUpFor(place: SecretReference['from']): Record<string, string> {
    const found = [...this.#kept.values()].filter(
      ({ reference, madeUp }) => madeUp && reference.from === place,
    );
    return Object.fromEntries(found.map(({ reference, value }) => [reference.id, value]));
  }

  #keep(reference: SecretReference, madeUp: string): void {
    const place = placeOf(reference);
    if (this.#kept.has(place)) return;
    const found = foundAt(reference);
    this.#kept.set(place, { reference, value: found ?? madeUp, madeUp: found === undefined });
  }
}

/** Who reads a secret does not make it another, nor does leaving out what goes without saying. */
function placeOf({ from, id }: SecretReference): string {
  const { secret, version } = (from === 'google-secret-manager' && secretVersionNamed(id)) || {};
  return JSON.stringify(secret === undefined ? [from, id] : [from, secret, version]);
}

function passwordOf({ host, credentials }: Registry): string {
  if (host.kind !== 'artifact-registry') return `rehearsal-password-of-${host.host}`;
  const key = JSON.stringify({
    type: 'service_account',
    private_key: 'not a real key',
    client_email: 'puller@rehearsal.iam.gserviceaccount.com',
  });
  return credentials?.username === '_json_key_base64' ? Buffer.from(key).toString('base64') : key;
}

/** A file that cannot be read is for the run itself to say. */
function foundAt({ from, id }: SecretReference): string | undefined {
  if (from === 'env') return process.env[id];
  if (from !== 'file') return undefined;
  try {
    return readFileSync(id, 'utf8').replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
}
