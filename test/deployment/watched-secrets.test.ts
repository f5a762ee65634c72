import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { watchedSecrets } from '../../lib/deployment/watched-secrets.ts';
import { checkPattern, matchesPattern } from '../../sandbox/aws/events/event-pattern.ts';

const STAGE = { service: 'pullkeeper', stage: 'prod' };

function rules(...references: string[]) {
  const registries = references.map(
    (reference, index) =>
      `  - { host: ghcr.io, credentials: { username: a, password: ${reference} }, publish: [{ backend: file, name: "${index}" }] }`,
  );
  const config = compile(`registries:\n${registries.join('\n')}`, 'registries.yml');
  return watchedSecrets(config, STAGE);
}

const kept = (id: string) => `{ from: aws-secrets-manager, id: "${id}" }`;
const patternsIn = (resources: ReturnType<typeof rules>) =>
  Object.values(resources).flatMap(({ Properties }) =>
    'EventPattern' in Properties ? Properties.EventPattern : [],
  );
const namesIn = (resources: ReturnType<typeof rules>) =>
  patternsIn(resources).flatMap(({ detail }) => detail.name);
const changed: unknown = JSON.parse(readFileSync('events/secret-changed.json', 'utf8'));

describe('the rules for secrets that change', () => {
  test('name the secrets that stored credentials are read from, also those that are referred to by ARN', () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:b/c-AbCdEf';
    expect(namesIn(rules(kept('a'), kept(arn), '{ from: env, id: D }', kept('a')))).toEqual(['a', 'b/c']);
  });

  test('are none where nothing is read from AWS', () => {
    expect(rules('{ from: env, id: D }')).toEqual({});
  });

  test('match the event that Secrets Manager sends for a new value, and no other', () => {
    const [pattern] = patternsIn(rules(kept('pullkeeper/ghcr')));
    const [other] = patternsIn(rules(kept('pullkeeper/other')));
    expect(matchesPattern(pattern, changed)).toBe(true);
    expect(matchesPattern(other, changed)).toBe(false);
  });

  test.each([1, 3, 5, 30, 400])('are taken by EventBridge with %s secrets, and leave none out', (count) => {
    const names = Array.from({ length: count }, (_, index) => `teams/models/registry-${index}.example.com`);
    const resources = rules(...names.map(kept));
    for (const pattern of patternsIn(resources)) checkPattern(pattern);
    expect(namesIn(resources)).toEqual(names);
  });

  test('are not more than a bus takes', () => {
    const long = Array.from({ length: 300 }, (_, index) => kept(`${'x'.repeat(500)}${index}`));
    expect(patternsIn(rules(...long))).toHaveLength(50);
  });

  test('may all invoke the function, by one permission', () => {
    const { RefreshStoredRulePermission: permission } = rules(kept('a'));
    expect(permission).toMatchObject({
      Properties: { SourceArn: { 'Fn::Sub': expect.stringMatching(/:rule\/pullkeeper-prod-stored-\*$/) } },
    });
  });
});
