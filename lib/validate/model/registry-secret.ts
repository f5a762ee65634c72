import { SECRET_PREFIX } from '../../hosts/key.ts';
/** The host that a secret's name is about, when the name is spelt as Baseten wants it. */
export function hostOfSecret(name: string): string | undefined {
  return name.startsWith(SECRET_PREFIX) ? name.slice(SECRET_PREFIX.length) : undefined;
}
