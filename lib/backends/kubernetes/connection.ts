import type { Secret } from '../../secrecy/secret.ts';

/** The address of an API server, and the credential. */
export interface ClusterConnection {
  server: string;
  /** The certificates to trust, as PEM; undefined for those that Node trusts. */
  ca?: string;
  /** The name in the certificate of the server, if it differs from the name in the address. */
  serverName?: string;
  token?: Secret;
  certificate?: { cert: string; key: Secret };
  /** The credential's name for messages, and what to do if the server rejects it. */
  shows: string;
  remedy: string;
}

/** The token's name for messages. */
export const KUBERNETES_TOKEN = 'the token for Kubernetes';
