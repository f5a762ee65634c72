import { createHash } from 'node:crypto';
import type { MovableClock } from '../clock.ts';
import { registryOf } from '../registry/accounts.ts';
import type { Passwords } from '../registry/password-registries.ts';

interface Minted {
  registry: string;
  username: string;
  expiresAt: Date;
}

/** Tokens that services have minted for registries, until they expire. Only digests are kept. */
export class MintedTokens implements Passwords {
  readonly #clock: MovableClock;
  readonly #registries = new Set<string>();
  readonly #tokens = new Map<string, Minted>();

  constructor(clock: MovableClock) {
    this.#clock = clock;
  }

  /** From now on there is a registry at this host. */
  open(host: string): void {
    this.#registries.add(registryOf(host));
  }

  add(token: string, { registry, ...minted }: Minted): void {
    this.#tokens.set(digest(token), { registry: registryOf(registry), ...minted });
  }

  has(registry: string): boolean {
    return this.#registries.has(registry);
  }

  find(registry: string, username: string, password: string) {
    const found = this.#tokens.get(digest(password));
    const isGood =
      found !== undefined &&
      found.registry === registry &&
      found.username === username &&
      found.expiresAt > this.#clock.now();
    return isGood ? { username } : undefined;
  }

  revoke(token: string): void {
    this.#tokens.delete(digest(token));
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
