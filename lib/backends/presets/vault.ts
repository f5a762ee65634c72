import type { Preset } from './preset.ts';

/** https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2 */
export const vault = {
  service: 'Vault',
  about: 'Secrets of HashiCorp Vault or OpenBao, in a key/value engine of version 2',
  secrets: { token: 'A token that may write the secret and its metadata' },
  parameters: {
    mount: { about: 'The mount path of the engine; default secret', default: 'secret' },
    folder: { about: 'The path of the secrets below the mount', optional: true },
    namespace: { about: 'The namespace', optional: true },
  },
  headers: { 'x-vault-token': '{token}', 'x-vault-namespace': '{namespace}' },
  find: { request: 'GET /v1/{mount...}/metadata[/{folder...}]/{name}' },
  // Without max_versions, the limit of the engine applies: ten by default.
  create: {
    request: 'POST /v1/{mount...}/metadata[/{folder...}]/{name}',
    json: { max_versions: 5, custom_metadata: { managed_by: 'pullkeeper' } },
  },
  write: {
    request: 'POST /v1/{mount...}/data[/{folder...}]/{name}',
    json: { data: { value: '{value}' } },
  },
  read: { request: 'GET /v1/{mount...}/data[/{folder...}]/{name}', value: '/data/data/value' },
  longestValue: 500_000,
} satisfies Preset;
