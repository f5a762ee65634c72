import { randomBytes } from 'node:crypto';
import type { GooglePrincipal } from './principals.ts';

interface Login {
  clientId: string;
  clientSecret: string;
  email: string;
}

/** People who have signed in to gcloud. */
export class Users {
  readonly #logins = new Map<string, Login>();

  /** A login, as the file that `gcloud auth application-default login` leaves. It exists in memory alone. */
  logIn(email: string, quotaProject?: string): string {
    const login = { clientId: 'gcloud.apps.example', clientSecret: randomBytes(12).toString('hex'), email };
    const refreshToken = randomBytes(32).toString('base64url');
    this.#logins.set(refreshToken, login);
    return JSON.stringify({
      type: 'authorized_user',
      client_id: login.clientId,
      client_secret: login.clientSecret,
      refresh_token: refreshToken,
      ...(quotaProject !== undefined && { quota_project_id: quotaProject }),
      universe_domain: 'googleapis.com',
    });
  }

  logOut(email: string): void {
    for (const [token, login] of this.#logins) if (login.email === email) this.#logins.delete(token);
  }

  /** Who has this login, if its client shows it. */
  find(refreshToken: string, clientId: string, clientSecret: string): GooglePrincipal | undefined {
    const login = this.#logins.get(refreshToken);
    return login?.clientId === clientId && login.clientSecret === clientSecret
      ? user(login.email)
      : undefined;
  }
}

function user(email: string): GooglePrincipal {
  const id = `user:${email}`;
  return { id, isNamedBy: (member) => member === id };
}
