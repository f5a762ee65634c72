import type { Preset } from './preset.ts';

/** https://docs.pipecat.ai/api-reference/pipecat-cloud/rest-reference/endpoint/secret-create-update */
export const pipecatCloud = {
  service: 'Pipecat Cloud',
  about: 'Image pull secrets of Pipecat Cloud',
  url: 'https://api.pipecat.daily.co',
  secrets: { apiKey: 'A private API key' },
  parameters: { region: { about: 'The region of the agents; default us-west', optional: true } },
  headers: { authorization: 'Bearer {apiKey}' },
  // A pull secret is not shown by name, only in the list.
  find: { request: 'GET /v1/secrets', in: '/sets', where: { '/name': '{name}', '/type': 'imagePullSecret' } },
  write: {
    request: 'PUT /v1/secrets/{name}',
    json: { isImagePullSecret: true, host: '{registryUrl}', secretValue: '{value}', region: '{region}' },
  },
  confirm: {
    request: 'GET /v1/secrets',
    in: '/sets',
    where: { '/name': '{name}' },
    ready: { '/status': 'ready' },
    failed: { '/status': 'failed' },
  },
  names: {
    pattern: '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*',
    shortest: 3,
    longest: 63,
  },
  undocumented: 'how many requests it takes, and the longest value',
} satisfies Preset;
