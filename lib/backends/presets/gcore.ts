import type { Preset } from './preset.ts';

/** https://gcore.com/docs/api-reference/cloud/everywhere-inference/replace-inference-registry-credential */
export const gcore = {
  service: 'Gcore',
  about: 'Registry credentials of Gcore Everywhere Inference',
  url: 'https://api.gcore.com',
  secrets: { apiKey: 'A permanent API token' },
  parameters: { project: { about: 'The id of the project', pattern: '\\d+' } },
  headers: { authorization: 'apikey {apiKey}' },
  find: { request: 'GET /cloud/v3/inference/{project}/registry_credentials/{name}' },
  write: {
    request: 'PUT /cloud/v3/inference/{project}/registry_credentials/{name}',
    json: { registry_url: '{host}', username: '{username}', password: '{password}' },
  },
  create: {
    request: 'POST /cloud/v3/inference/{project}/registry_credentials',
    json: { name: '{name}', registry_url: '{host}', username: '{username}', password: '{password}' },
  },
  names: { shortest: 4 },
  undocumented: 'the characters of a name, the longest password, and how many requests it takes',
} satisfies Preset;
