import { parseHost } from '../../lib/hosts/parse.ts';

/** A user of a registry, with a password. */
export interface Account {
  host: string;
  username: string;
  password: string;
  /** Default: everything. */
  mayPull?: readonly string[];
}

/** The users of each registry. */
export class Accounts {
  readonly #accounts: Account[];

  constructor(accounts: readonly Account[] = []) {
    this.#accounts = accounts.map((each) => ({ ...each }));
  }

  has(registry: string): boolean {
    return this.#accounts.some(({ host }) => registryOf(host) === registry);
  }

  find(registry: string, username: string, password: string): Account | undefined {
    return this.#of(registry, username).find((each) => each.password === password);
  }

  change(host: string, username: string, password: string): void {
    const known = this.#of(registryOf(host), username);
    if (known.length === 0) throw new Error(`${host} has no user "${username}"`);
    for (const each of known) each.password = password;
  }

  #of(registry: string, username: string): Account[] {
    return this.#accounts.filter((each) => registryOf(each.host) === registry && each.username === username);
  }
}

/** Docker Hub has three names. The port is no part of what a Host header is looked up by here. */
export function registryOf(host: string): string {
  const parsed = parseHost(host);
  return parsed.ok && parsed.host.kind === 'docker-hub' ? 'docker.io' : host.replace(/:\d+$/, '');
}
