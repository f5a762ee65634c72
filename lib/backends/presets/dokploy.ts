import type { Preset } from './preset.ts';

/** https://github.com/Dokploy/dokploy (packages/server/src/services/registry.ts) */
export const dokploy = {
  service: 'Dokploy',
  about: 'Registries of a Dokploy server',
  secrets: { apiKey: 'An API key of an owner or admin' },
  parameters: {
    serverId: {
      about: 'The id of the server that signs in to the registry; needed on Dokploy Cloud',
      optional: true,
    },
  },
  headers: { 'x-api-key': '{apiKey}' },
  find: { request: 'GET /api/registry.all', where: { '/registryName': '{name}' }, id: '/registryId' },
  write: {
    request: 'POST /api/registry.update',
    json: { registryId: '{id}', username: '{username}', password: '{password}', serverId: '{serverId}' },
  },
  create: {
    request: 'POST /api/registry.create',
    json: {
      registryName: '{name}',
      registryType: 'cloud',
      registryUrl: '{host}',
      username: '{username}',
      password: '{password}',
      imagePrefix: null,
      serverId: '{serverId}',
    },
  },
  // An update is stored before Docker signs in with it. If that fails, the answer is an error all the same.
  afterError: {
    request: 'GET /api/registry.all',
    where: { '/registryName': '{name}' },
    stored: { '/username': '{username}', '/password': '{password}' },
  },
  undocumented: 'how an update ends when the registry cannot be reached, and how many requests it takes',
} satisfies Preset;
