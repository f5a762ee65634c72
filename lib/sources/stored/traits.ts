import type { RegistryHost } from '../../hosts/registry-host.ts';
import type { Names } from '../../references/names.ts';
import { callsToRead, type Reference, withKeys } from '../../references/reference.ts';
import type { SourceFacts, SourceOptions, SourceTraits } from '../traits.ts';

/** A credential that a person created and stored. */
export interface StoredSpec extends SourceFacts {
  kind: 'stored';
  host: RegistryHost;
  password: Reference;
  /** The day on which it ends, if it ends. */
  expires?: string;
}

export function compileStored({ host, credentials }: SourceOptions, names: Names): StoredSpec | undefined {
  if (credentials === undefined) return undefined;
  const { username, password, expires } = credentials;
  return {
    kind: 'stored',
    name: `stored ${host.host}`,
    endpoint: `the stored credential of ${host.host}`,
    function: 'refreshStored',
    ...(username !== undefined && { username }),
    host,
    password: names.reference(password, 'password'),
    ...(expires !== undefined && { expires }),
  };
}

export function storedTraits({ host, password }: StoredSpec): SourceTraits {
  return {
    label: () => `stored for ${host.host}`,
    title: () => `${host.host}, kept in ${password.id} (${password.from})`,
    reads: withKeys(password),
    google: undefined,
    awsAudience: undefined,
    beginsAsRole: false,
    awsRights: () => [],
    pullRights: () => [],
    calls: callsToRead(password),
  };
}
