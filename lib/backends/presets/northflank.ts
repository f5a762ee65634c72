import type { Preset } from './preset.ts';

/** https://northflank.com/docs/v1/api/integrations/update-registry-credentials */
export const northflank = {
  service: 'Northflank',
  about: 'Registry credentials of Northflank',
  url: 'https://api.northflank.com',
  secrets: { apiToken: 'An API token that may update registries' },
  parameters: {
    team: {
      about: 'The id of the team; default: that of the token',
      pattern: '[A-Za-z0-9-]+',
      optional: true,
    },
  },
  headers: { authorization: 'Bearer {apiToken}' },
  find: { request: 'GET /v1[/teams/{team}]/integrations/registries/{name}' },
  // Without scope a request is rejected.
  write: {
    request: 'PATCH /v1[/teams/{team}]/integrations/registries/{name}',
    json: {
      credentials: { username: '{username}', password: '{password}', scope: { pull: true, push: false } },
    },
  },
  mustExist: true,
  names: { pattern: '[a-zA-Z](-?[a-zA-Z0-9]+)*', shortest: 3, longest: 39 },
  limit: { requests: 1_000, per: 'hour' },
  undocumented: 'the longest password',
} satisfies Preset;
