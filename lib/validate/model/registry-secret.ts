import { SECRET_PREFIX } from '../../hosts/key.ts';
/** Returns the host in the name of a secret, if the name has Baseten's form. */
export function hostOfSecret(name: string): string | undefined {
  return name.startsWith(SECRET_PREFIX) ? name.slice(SECRET_PREFIX.length) : undefined;
}
