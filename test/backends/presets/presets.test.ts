import { describe, expect, it, onTestFinished } from 'vitest';
import type { BackendOptions } from '../../../lib/backends/catalogue.ts';
import { compile } from '../../../lib/config/file/compile.ts';
import { Secret } from '../../../lib/secrecy/secret.ts';
import { answer, throttleUntil } from '../../../sandbox/faults.ts';
import { dokploy } from '../../../sandbox/platforms/dokploy.ts';
import { gcore } from '../../../sandbox/platforms/gcore.ts';
import { githubActionsSecret } from '../../../sandbox/platforms/github-actions-secret.ts';
import { gitlabVariable } from '../../../sandbox/platforms/gitlab-variable.ts';
import { northflank } from '../../../sandbox/platforms/northflank.ts';
import { pipecatCloud } from '../../../sandbox/platforms/pipecat-cloud.ts';
import type { Platform } from '../../../sandbox/platforms/platform.ts';
import { vault } from '../../../sandbox/platforms/vault.ts';
import { failureOf } from '../../contract/failures.ts';
import { IN_VARIABLE, KEYS, type Scene, sceneOf } from './places.ts';

const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

async function sceneWith(service: Platform, options: BackendOptions): Promise<Scene> {
  const scene = await sceneOf(service, options);
  onTestFinished(() => scene.sandbox.stop());
  return scene;
}

function publish(scene: Scene, value: string, name = 'ecr'): Promise<void> {
  const about = { host: HOST, key: HOST, name, format: 'user-password' } as const;
  return scene.open().publish(new Secret(value), about, AbortSignal.timeout(50_000));
}

const operationsOf = ({ sandbox }: Scene) => [...sandbox.calls].map(({ operation }) => operation);

describe('Pipecat Cloud', () => {
  const host = 'api.pipecat.daily.co';
  const options = { type: 'pipecat-cloud', apiKey: IN_VARIABLE } as const;

  it('is asked until the secret is ready', async () => {
    const scene = await sceneWith(pipecatCloud({ host, keys: KEYS, names: [] }), options);
    await publish(scene, 'value', 'ecr-pull');
    expect(operationsOf(scene)).toEqual(['PUT /v1/secrets/{name}', ...Array(3).fill('GET /v1/secrets')]);
    expect(scene.waits).toEqual([500, 500]);
  });

  it('that cannot put the secret to use makes a failure', async () => {
    const service = pipecatCloud({ host, keys: KEYS, names: [], fails: () => true });
    const scene = await sceneWith(service, options);
    expect(await failureOf(publish(scene, 'value', 'ecr-pull'))).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('could not activate it'),
    });
  });

  it('that never gets ready makes a failure, and the value is stored', async () => {
    const scene = await sceneWith(pipecatCloud({ host, keys: KEYS, names: [] }), options);
    const sets = [{ name: 'ecr-pull', type: 'imagePullSecret', status: 'pending' }];
    scene.sandbox.faults.add({
      operation: 'GET /v1/secrets',
      times: 99,
      fault: answer(200, JSON.stringify({ sets })),
    });
    expect(await failureOf(publish(scene, 'value', 'ecr-pull'))).toMatchObject({ kind: 'unavailable' });
    expect(scene.service.read('ecr-pull')).toBe('value');
  });

  it('does not move a secret to another region', async () => {
    const service = pipecatCloud({ host, keys: KEYS, names: [] });
    await publish(await sceneWith(service, options), 'old', 'ecr-pull');
    const east = await sceneWith(service, { ...options, region: 'us-east' });
    expect(await failureOf(publish(east, 'new', 'ecr-pull'))).toMatchObject({
      kind: 'invalid',
      cause: expect.stringContaining('Cannot change region'),
    });
  });

  it('is asked again when two write at once', async () => {
    const scene = await sceneWith(pipecatCloud({ host, keys: KEYS, names: [] }), options);
    const conflict = answer(409, JSON.stringify({ error: 'modified concurrently', code: 'CONFLICT' }));
    scene.sandbox.faults.add({ operation: 'PUT /v1/secrets/{name}', fault: conflict });
    await publish(scene, 'value', 'ecr-pull');
    expect(scene.service.read('ecr-pull')).toBe('value');
  });

  it('takes no name in upper case', () => {
    const file = `backends: { pipecat: { type: pipecat-cloud, apiKey: { from: env, id: K } } }
registries: [{ host: ${HOST}, publish: [pipecat] }]`;
    expect(() => compile(file, 'r.yml')).toThrow(/does not take the name "DOCKER_REGISTRY_/);
  });
});

describe('Northflank', () => {
  const service = () =>
    northflank({ host: 'api.northflank.com', keys: KEYS, names: ['ecr'], parameters: { team: 'research' } });

  it('is written in the team that is named', async () => {
    const scene = await sceneWith(service(), { type: 'northflank', apiToken: IN_VARIABLE, team: 'research' });
    await publish(scene, 'AWS:new');
    expect(operationsOf(scene)).toEqual(['PATCH /v1/teams/{team}/integrations/registries/{id}']);
    expect(scene.service.read('ecr')).toBe('AWS:new');
  });

  it('creates nothing, and says what to do', async () => {
    const scene = await sceneWith(service(), { type: 'northflank', apiToken: IN_VARIABLE });
    expect(await failureOf(publish(scene, 'AWS:new', 'ghcr'))).toMatchObject({ kind: 'invalid' });
    const about = { host: HOST, key: HOST, name: 'ghcr', format: 'user-password' } as const;
    const checked = scene.open().check?.(about, AbortSignal.timeout(50_000));
    expect(await failureOf(checked ?? Promise.resolve())).toMatchObject({
      hint: expect.stringContaining('create it once at Northflank'),
    });
  });

  it('is left alone for as long as it says', async () => {
    const scene = await sceneWith(service(), { type: 'northflank', apiToken: IN_VARIABLE });
    scene.sandbox.faults.add({ service: 'northflank', fault: throttleUntil('7') });
    await publish(scene, 'AWS:new');
    expect(scene.waits[0]).toBeGreaterThanOrEqual(7_000);
  });
});

describe('Dokploy', () => {
  let reachable = true;
  const options = { type: 'dokploy', apiKey: IN_VARIABLE, url: 'https://dokploy.example.com' } as const;
  const service = () =>
    dokploy({ host: 'dokploy.example.com', keys: KEYS, names: [], login: () => reachable });

  it('that stores the value and then answers with an error has published it', async () => {
    reachable = true;
    const scene = await sceneWith(service(), options);
    await publish(scene, 'AWS:old');
    reachable = false;
    await publish(scene, 'AWS:new');
    expect(scene.service.read('ecr')).toBe('AWS:new');
    expect(scene.logged).toEqual(['Dokploy stored the secret, and answered with an error']);
  });

  it('that stores nothing makes a failure', async () => {
    reachable = false;
    const scene = await sceneWith(service(), options);
    expect(await failureOf(publish(scene, 'AWS:new'))).toMatchObject({
      kind: 'invalid',
      cause: expect.stringContaining('login attempt failed'),
    });
    expect(scene.service.read('ecr')).toBeUndefined();
  });
});

describe('Vault', () => {
  const host = 'vault.example.com';
  const options = { type: 'vault', token: IN_VARIABLE, url: `https://${host}` } as const;

  it('keeps five versions of a secret that pullkeeper has made', async () => {
    const service = vault({ host, keys: KEYS, names: [] });
    const scene = await sceneWith(service, options);
    for (let turn = 0; turn < 8; turn++) await publish(scene, `value ${turn}`);
    expect(service.versions('ecr')).toBe(5);
    expect(operationsOf(scene).filter((each) => each === 'POST /v1/secret/metadata/{path...}')).toHaveLength(
      1,
    );
  });

  it('is written below a folder of another mount', async () => {
    const service = vault({ host, keys: KEYS, names: [], parameters: { mount: 'kv/team' } });
    const scene = await sceneWith(service, { ...options, mount: 'kv/team', folder: 'pull secrets/ecr' });
    await publish(scene, 'value');
    expect(service.versions('pull secrets/ecr/ecr')).toBe(1);
  });

  it('that does not know the token denies it', async () => {
    const scene = await sceneWith(vault({ host, keys: [], names: [] }), options);
    expect(await failureOf(publish(scene, 'value'))).toMatchObject({ kind: 'denied' });
  });
});

describe('GitLab', () => {
  it('gets a masked, raw variable in the project of a path, and then only its value', async () => {
    const service = gitlabVariable({
      host: 'gitlab.com',
      keys: KEYS,
      names: [],
      parameters: { project: 'acme/models' },
    });
    const scene = await sceneWith(service, {
      type: 'gitlab-variable',
      token: IN_VARIABLE,
      project: 'acme/models',
    });
    const config = (auth: string) => JSON.stringify({ auths: { 'ghcr.io': { auth } } });
    await publish(scene, config('b25l'), 'DOCKER_AUTH_CONFIG');
    await publish(scene, config('dHdv'), 'DOCKER_AUTH_CONFIG');
    expect(service.read('DOCKER_AUTH_CONFIG')).toBe(config('dHdv'));
    expect(operationsOf(scene)).toEqual([
      'PUT /api/v4/projects/{project}/variables/{key}',
      'POST /api/v4/projects/{project}/variables',
      'PUT /api/v4/projects/{project}/variables/{key}',
    ]);
  });
});

it('Gcore gets the host of the registry with the credential', async () => {
  const service = gcore({ host: 'api.gcore.com', keys: KEYS, names: [] });
  const scene = await sceneWith(service, { type: 'gcore', apiKey: IN_VARIABLE, project: '1' });
  await publish(scene, 'AWS:new', 'my-ecr');
  const shown = await fetch(
    `${scene.sandbox.platformsUrl}/api.gcore.com/cloud/v3/inference/1/registry_credentials/my-ecr`,
    {
      headers: { authorization: `apikey ${scene.key}` },
    },
  );
  expect(await shown.json()).toMatchObject({ registry_url: HOST, username: 'AWS' });
});

describe('GitHub Actions', () => {
  const options = { type: 'github-actions-secret', token: IN_VARIABLE, repository: 'acme/models' } as const;
  const PUT = 'PUT /repos/acme/models/actions/secrets/{name}';
  const service = (parameters = {}) =>
    githubActionsSecret({ host: 'api.github.com', keys: KEYS, names: [], parameters });

  it('gets a value that only it can open, with its key of the moment', async () => {
    const github = service();
    const scene = await sceneWith(github, options);
    await publish(scene, 'one', 'ECR_PASSWORD');
    github.rotate();
    await publish(scene, 'two', 'ECR_PASSWORD');
    expect(github.read('ECR_PASSWORD')).toBe('two');
  });

  it('has the secrets of an environment apart', async () => {
    const github = service({ repository: 'acme/models', environment: 'prod eu' });
    const scene = await sceneWith(github, { ...options, environment: 'prod eu' });
    await publish(scene, 'value', 'ECR_PASSWORD');
    expect(github.read('ECR_PASSWORD')).toBe('value');
  });

  it('that throttles with 403 is asked again when it says', async () => {
    const scene = await sceneWith(service(), options);
    const limited = answer(403, JSON.stringify({ message: 'You have exceeded a secondary rate limit.' }));
    scene.sandbox.faults.add({ operation: PUT, fault: limited });
    expect(await failureOf(publish(scene, 'value', 'ECR_PASSWORD'))).toMatchObject({ kind: 'denied' });
    scene.sandbox.faults.add({ operation: PUT, fault: throttleUntil('2') });
    await publish(scene, 'value', 'ECR_PASSWORD');
    expect(scene.waits[0]).toBeGreaterThanOrEqual(2_000);
  });

  it.each(['', 'dG9vIHNob3J0'])('whose public key is %j gets nothing', async (key) => {
    const scene = await sceneWith(service(), options);
    scene.sandbox.faults.add({
      operation: 'GET /repos/acme/models/actions/secrets/public-key',
      fault: answer(200, JSON.stringify({ key_id: '1', key })),
    });
    expect(await failureOf(publish(scene, 'value', 'ECR_PASSWORD'))).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('public key'),
    });
    expect(scene.service.read('ECR_PASSWORD')).toBeUndefined();
  });

  it.each(['ecr_password', 'GITHUB_TOKEN', '1ST'])('takes no secret named %s', (name) => {
    const file = `backends: { github: { type: github-actions-secret, token: { from: env, id: K }, repository: a/b } }
registries: [{ host: ${HOST}, publish: [{ backend: github, name: ${name} }] }]`;
    expect(() => compile(file, 'r.yml')).toThrow(/does not take the name/);
  });
});
