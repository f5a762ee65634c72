import type { GoogleIdentity } from '../../lib/google/identity.ts';
import { PROVIDER } from './world.ts';

export const DIRECT: GoogleIdentity = {
  base: { type: 'workload-identity', provider: PROVIDER, universeDomain: 'googleapis.com' },
  impersonations: [],
  scope: 'cloud-platform.read-only',
};

export const asServiceAccount = (serviceAccount: string, more: object = {}): GoogleIdentity => ({
  ...DIRECT,
  impersonations: [{ serviceAccount, delegates: [], lifetimeSeconds: 3600, ...more }],
});

export const withKey = (id: string): GoogleIdentity => ({
  base: { type: 'service-account-key', key: { from: 'env', id } },
  impersonations: [],
  scope: 'cloud-platform.read-only',
});
