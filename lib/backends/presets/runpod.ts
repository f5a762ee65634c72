import type { Preset } from './preset.ts';

/** https://docs.runpod.io/api-reference-v2/registries/update-a-container-registry-credential */
export const runpod = {
  service: 'Runpod',
  about: 'Registry credentials of Runpod',
  url: 'https://api.runpod.io',
  secrets: { apiKey: 'The API key, with the scope secrets:write' },
  headers: { authorization: 'Bearer {apiKey}' },
  find: { request: 'GET /v2/registries', in: '/registries', where: { '/name': '{name}' }, id: '/id' },
  // Never deleted and created again: templates would lose the credential without an error.
  write: {
    request: 'PATCH /v2/registries/{id}',
    json: { username: '{username}', password: '{password}' },
  },
  create: {
    request: 'POST /v2/registries',
    json: { name: '{name}', username: '{username}', password: '{password}' },
  },
  names: { longest: 191 },
  longestValue: 16_384,
  undocumented: 'whether two credentials may have one name, and how many requests it takes',
} satisfies Preset;
