import type { Preset } from './preset.ts';

/** https://docs.github.com/en/rest/actions/secrets */
export const githubActionsSecret = {
  service: 'GitHub Actions',
  about: 'Secrets of GitHub Actions, of a repository or of one of its environments',
  url: 'https://api.github.com',
  secrets: { token: 'A token that may write secrets of the repository' },
  parameters: {
    repository: { about: 'owner/name', pattern: '[\\w.-]+/[\\w.-]+' },
    environment: { about: 'The environment; default: the whole repository', optional: true },
  },
  headers: {
    authorization: 'Bearer {token}',
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
  },
  format: 'password',
  find: { request: 'GET /repos/{repository...}[/environments/{environment}|/actions]/secrets/{name}' },
  seal: {
    request: 'GET /repos/{repository...}[/environments/{environment}|/actions]/secrets/public-key',
    key: '/key',
    id: '/key_id',
  },
  write: {
    request: 'PUT /repos/{repository...}[/environments/{environment}|/actions]/secrets/{name}',
    json: { encrypted_value: '{sealedValue}', key_id: '{keyId}' },
  },
  // GitHub stores names in upper case, so two names that differ only in case would be one secret.
  names: { pattern: '(?!GITHUB_)[A-Z_][A-Z0-9_]*' },
  longestValue: 48 * 1_024,
  limit: { requests: 5_000, per: 'hour' },
} satisfies Preset;
