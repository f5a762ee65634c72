import { expect, test } from 'vitest';
import { LITERAL_USERS, USERS } from '../../lib/hosts/users.ts';

test.each([
  ['ecr', ['AWS'], ['aws', 'AWS-bot', 'my-AWS', ''], 'AWS'],
  ['ecr-public', ['AWS'], ['aws', 'AWS-bot', 'my-AWS', ''], 'AWS'],
  [
    'artifact-registry',
    ['_json_key', '_json_key_base64', 'oauth2accesstoken'],
    ['json_key', '_json_key_', 'my_json_key', 'oauth2accesstoken2', ''],
    undefined,
  ],
  ['ngc', ['$oauthtoken'], ['oauthtoken', '$oauthtoken2', '$$oauthtoken', ''], undefined],
  ['docker-hub', ['acme', 'acme-bot'], ['bot@acme.com', 'acme@', '@acme', ''], undefined],
] as const)('%s accepts the users %j and refuses %j', (kind, accepted, refused, only) => {
  const users = USERS[kind];
  expect(accepted.filter((user) => users?.known.test(user))).toEqual(accepted);
  expect(refused.filter((user) => users?.known.test(user))).toEqual([]);
  expect(users?.only).toBe(only);
});

test('any user may sign in to the other registries', () => {
  expect([USERS.ghcr, USERS.other]).toEqual([undefined, undefined]);
});

test('names that mean the same for everybody may be shown', () => {
  expect(LITERAL_USERS.toSorted()).toEqual([
    '$oauthtoken',
    '00000000-0000-0000-0000-000000000000',
    'AWS',
    '_json_key',
    '_json_key_base64',
    'oauth2accesstoken',
  ]);
});
