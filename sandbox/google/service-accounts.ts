import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

/** A service account that exists. */
export interface ServiceAccount {
  email: string;
  /** Whether the organisation policy lets its tokens live up to twelve hours. */
  longLived?: boolean;
}

/** Service accounts, and the public halves of the keys that were given out for them. */
export class ServiceAccounts {
  readonly #accounts: Map<string, ServiceAccount>;
  readonly #keys = new Map<string, KeyObject[]>();

  constructor(accounts: readonly ServiceAccount[]) {
    this.#accounts = new Map(accounts.map((account) => [account.email, account]));
  }

  find(email: string): ServiceAccount | undefined {
    return this.#accounts.get(email);
  }

  keysOf(email: string): readonly KeyObject[] {
    return this.#keys.get(email) ?? [];
  }

  /** A new key, as the JSON file that Google gives out once. It exists in memory alone. */
  addKey(email: string): string {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.#keys.set(email, [...this.keysOf(email), publicKey]);
    const file = {
      type: 'service_account',
      project_id: email.replace(/^.*@([^.]+)\..*$/, '$1'),
      private_key_id: randomBytes(20).toString('hex'),
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      client_email: email,
      token_uri: 'https://oauth2.googleapis.com/token',
      universe_domain: 'googleapis.com',
    };
    return JSON.stringify(file, null, 2);
  }

  revokeKeys(email: string): void {
    this.#keys.delete(email);
  }
}
