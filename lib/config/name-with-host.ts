import type { Publication } from './config.ts';

/** Most names contain their host. After other names, the host is added. */
export function nameWithHost({ name, host }: Pick<Publication, 'name' | 'host'>): string {
  return name.includes(host) ? name : `${name} (${host})`;
}
