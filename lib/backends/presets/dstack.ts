import type { Preset } from './preset.ts';

/** https://github.com/dstackai/dstack (src/dstack/_internal/server/routers/secrets.py and services/secrets.py) */
export const dstack = {
  service: 'dstack',
  about: 'Secrets of a dstack project',
  secrets: { token: 'The token of a user who manages the project' },
  parameters: { project: { about: 'The name of the project' } },
  headers: { authorization: 'Bearer {token}' },
  format: 'password',
  find: { request: 'POST /api/project/{project}/secrets/list', where: { '/name': '{name}' } },
  write: {
    request: 'POST /api/project/{project}/secrets/create_or_update',
    json: { name: '{name}', value: '{value}' },
  },
  names: {
    pattern: '[A-Za-z0-9_-]+',
    longest: 200,
    escape: { keep: 'A-Za-z0-9_', mark: '_x' },
  },
  longestValue: 5_000,
  undocumented: 'this interface, which its own command line uses',
} satisfies Preset;
