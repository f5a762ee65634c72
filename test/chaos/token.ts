import type { Format, Publication } from '../../lib/config/config.ts';
import { isJsonObject, parseJson } from '../../lib/json.ts';
import type { SourceSpec } from '../../lib/sources/catalogue.ts';

/** A token as its registry knows it, whatever anybody's clock says. */
export interface Token {
  value: string;
  /** Which registries take it. */
  scope: string;
  mintedAt: number;
  /** Infinity for a password without an end. */
  expiresAt: number;
  /** Since when no registry takes it any more. */
  revokedAt?: number;
}

/** Tokens of ECR are good in one region, those of Google everywhere, and a password at one host. */
export function scopeOf(source: SourceSpec): string {
  switch (source.kind) {
    case 'ecr':
      return `ecr ${source.region}`;
    case 'stored':
      return `stored ${source.host.host}`;
    default:
      return source.kind;
  }
}

/** What those who pull would sign in with: written without a look at the code that writes these formats. */
export function passwordIn(stored: string, { key, format }: Pick<Publication, 'key' | 'format'>): string {
  const afterColon = (pair: string) => pair.slice(pair.indexOf(':') + 1);
  const decoded = (text: string) => Buffer.from(text, 'base64').toString();
  const readers: Record<Format, (text: string) => string> = {
    'docker-auth': (text) => (/^[\w+/=]*$/.test(text) ? afterColon(decoded(text)) : ''),
    'user-password': afterColon,
    password: (text) => text,
    raw: (text) => text,
    'username-password-json': (json) => JSON.parse(json).password,
    'username-access-token-json': (json) => JSON.parse(json).accessToken,
    'docker-config-json': (text) => {
      const file = parseJson(text);
      const auths = isJsonObject(file) ? file.auths : undefined;
      const entry = isJsonObject(auths) ? auths[key] : undefined;
      return isJsonObject(entry) && typeof entry.auth === 'string' ? afterColon(decoded(entry.auth)) : '';
    },
  };
  return readers[format](stored);
}

export function isLiving({ expiresAt, revokedAt }: Token, now: number): boolean {
  return expiresAt > now && (revokedAt === undefined || revokedAt > now);
}
