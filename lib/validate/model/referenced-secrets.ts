import type { AuthField } from '../truss/auth-methods.ts';
import type { YamlScalar } from '../yaml/node.ts';
import type { AuthBlock } from './config-file.ts';
import { credentialInName } from './credential.ts';

interface ReferencedSecret {
  field: AuthField;
  name: string;
  /** The place of the name. For a default name: the method. */
  node: YamlScalar;
}

/** The default names of AWS_IAM (truss/base/truss_config.py). */
const KEY_SECRETS = [
  ['aws_access_key_id_secret_name', 'aws_access_key_id'],
  ['aws_secret_access_key_secret_name', 'aws_secret_access_key'],
] as const;

/** The Baseten secrets that the login of this block reads. A separate rule reports a credential in place of a name. */
export function referencedSecrets(auth: AuthBlock): ReferencedSecret[] {
  return namedSecrets(auth).filter(({ name }) => credentialInName(name) === undefined);
}

function namedSecrets(auth: AuthBlock): ReferencedSecret[] {
  if (auth.method === 'AWS_IAM') {
    const method = auth.entry('auth_method')?.value;
    return KEY_SECRETS.flatMap(([name, standard]) => {
      const field = auth.field(name);
      if (field) return [{ field: name, name: field.text, node: field.node }];
      if (auth.entry(name) || method?.kind !== 'scalar') return [];
      return [{ field: name, name: standard, node: method }];
    });
  }
  const secret = auth.forbids('secret_name') ? undefined : auth.field('secret_name');
  return secret ? [{ field: 'secret_name', name: secret.text, node: secret.node }] : [];
}
