import type { Publication } from './config.ts';

/** Most names say which host they are for; behind the others it is said. */
export function nameWithHost({ name, host }: Pick<Publication, 'name' | 'host'>): string {
  return name.includes(host) ? name : `${name} (${host})`;
}
