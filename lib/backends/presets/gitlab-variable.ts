import type { Preset } from './preset.ts';

/** https://docs.gitlab.com/api/project_level_variables */
export const gitlabVariable = {
  service: 'GitLab',
  about: 'CI/CD variables of a GitLab project, such as DOCKER_AUTH_CONFIG',
  url: 'https://gitlab.com',
  secrets: { token: 'An access token with the scope api, of a maintainer' },
  parameters: { project: { about: 'The id of the project, or its path such as group/project' } },
  headers: { 'private-token': '{token}' },
  format: 'docker-config-json',
  find: { request: 'GET /api/v4/projects/{project}/variables/{name}' },
  write: { request: 'PUT /api/v4/projects/{project}/variables/{name}', json: { value: '{value}' } },
  // raw: GitLab would expand $ in a value. GitLab masks a raw value with any characters.
  create: {
    request: 'POST /api/v4/projects/{project}/variables',
    json: { key: '{name}', value: '{value}', masked: true, raw: true },
  },
  read: { request: 'GET /api/v4/projects/{project}/variables/{name}', value: '/value' },
  names: {
    pattern: '[A-Za-z0-9_]+',
    longest: 255,
    escape: { keep: 'A-Za-z0-9_', mark: '_x' },
  },
  longestValue: 10_000,
} satisfies Preset;
