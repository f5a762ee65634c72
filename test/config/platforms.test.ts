import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { permissionsOf } from '../../lib/deployment/permissions.ts';
import { problemsOf } from './problems.ts';

/** Hosts that are minted for, and that fold to one name; the last line is what is to be published. */
const folding = (publish: string) => `
backends:
  one: { type: baseten, apiKey: { from: env, id: BASETEN_KEY } }
  research: { type: baseten, apiKey: { from: env, id: BASETEN_KEY }, team: research }
  platform: { type: baseten, apiKey: { from: env, id: BASETEN_KEY }, team: platform, url: https://api.baseten.co }
registries:
  - host: 111122223333.dkr.ecr.us-east-1.amazonaws.com
    publish: [{ backend: one, name: DOCKER-REGISTRY.a }, ${publish}]
`;

describe('two names that Baseten takes for one', () => {
  test.each([['DOCKER_REGISTRY_a'], ['DOCKER/REGISTRY:a'], ['DOCKER__REGISTRY__a']])(
    'are an error: %s',
    (name) => {
      expect(problemsOf(folding(`{ backend: one, name: ${name} }`))).toEqual(['8:58 same-secret']);
    },
  );

  test('are no error in two teams', () => {
    const yaml = folding('{ backend: research, name: DOCKER_REGISTRY_a }').replace(
      'backend: one, name: DOCKER-',
      'backend: platform, name: DOCKER-',
    );
    expect(problemsOf(yaml)).toEqual([]);
  });

  test('are an error in a team and in the default one, which may be that team', () => {
    expect(problemsOf(folding('{ backend: research, name: DOCKER_REGISTRY_a }'))).toEqual([
      '8:58 same-secret',
    ]);
  });

  test('are no error when they differ in a letter', () => {
    expect(problemsOf(folding('{ backend: one, name: DOCKER_REGISTRY_b }'))).toEqual([]);
  });
});

test('another address of a service is one that keeps secrets secret', () => {
  const yaml = folding('research').replace('team: research', 'url: http://api.example.com');
  expect(problemsOf(yaml)).toEqual(['4:75 wrong-value']);
});

test('a function may read the API keys of the backends that it writes to, and no others', () => {
  const config = compile(
    `
backends:
  used: { type: baseten, apiKey: { from: aws-secrets-manager, id: used } }
  unused: { type: baseten, apiKey: { from: aws-secrets-manager, id: unused } }
registries: [{ host: public.ecr.aws, publish: [used] }]
`,
    'registries.yml',
  );
  expect(permissionsOf(config, 'refreshEcr')).toContainEqual({
    Effect: 'Allow',
    Action: ['secretsmanager:GetSecretValue'],
    Resource: [
      { 'Fn::Sub': expect.stringMatching(/:secret:used-\?{6}$/) },
      { 'Fn::Sub': expect.stringMatching(/:secret:used$/) },
    ],
  });
});
