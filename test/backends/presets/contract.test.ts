import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { httpOptions } from '../../../lib/backends/http/options.ts';
import { isPresetType, PRESETS, type PresetType } from '../../../lib/backends/presets/index.ts';
import { dokploy } from '../../../sandbox/platforms/dokploy.ts';
import { dstack } from '../../../sandbox/platforms/dstack.ts';
import { gcore } from '../../../sandbox/platforms/gcore.ts';
import { githubActionsSecret } from '../../../sandbox/platforms/github-actions-secret.ts';
import { gitlabVariable } from '../../../sandbox/platforms/gitlab-variable.ts';
import { northflank } from '../../../sandbox/platforms/northflank.ts';
import { pipecatCloud } from '../../../sandbox/platforms/pipecat-cloud.ts';
import type { Platform, PlatformOptions } from '../../../sandbox/platforms/platform.ts';
import { runpod } from '../../../sandbox/platforms/runpod.ts';
import { vault } from '../../../sandbox/platforms/vault.ts';
import { remoteBackendContract } from '../../contract/backend.ts';
import { type Carried, IN_VARIABLE, KEYS, optionsOf, placeOf, type Scene, sceneOf } from './places.ts';

interface Case {
  service(options: PlatformOptions): Platform;
  host: string;
  writes: readonly string[];
  longest?: number;
  nameFor?(host: string): string;
  carried?: Carried;
}

const inLetters = (host: string) => `r-${createHash('sha256').update(host).digest('hex').slice(0, 30)}`;

/** GitLab masks no value with white space: a Docker config has none. */
const inDockerConfig: Carried = {
  wrap: (value) => JSON.stringify({ auths: { a: { auth: Buffer.from(value).toString('base64') } } }),
  unwrap: (stored) => Buffer.from(JSON.parse(stored).auths.a.auth, 'base64').toString(),
};

/** Every preset has a case here: the type demands it. */
const CASES: Record<PresetType, Case> = {
  runpod: {
    service: runpod,
    host: 'api.runpod.io',
    writes: ['PATCH /v2/registries/{id}', 'POST /v2/registries'],
    longest: 16_384,
  },
  'pipecat-cloud': {
    service: pipecatCloud,
    host: 'api.pipecat.daily.co',
    writes: ['PUT /v1/secrets/{name}'],
    nameFor: (host) => host,
  },
  northflank: {
    service: northflank,
    host: 'api.northflank.com',
    writes: ['PATCH /v1/integrations/registries/{id}'],
    nameFor: inLetters,
  },
  dstack: {
    service: dstack,
    host: 'dstack.example.com',
    writes: ['POST /api/project/{project}/secrets/create_or_update'],
    longest: 5_000,
  },
  gcore: {
    service: gcore,
    host: 'api.gcore.com',
    writes: ['PUT /cloud/v3/inference/{project}/registry_credentials/{name}'],
  },
  dokploy: {
    service: dokploy,
    host: 'dokploy.example.com',
    writes: ['POST /api/registry.update', 'POST /api/registry.create'],
  },
  'github-actions-secret': {
    service: githubActionsSecret,
    host: 'api.github.com',
    writes: ['PUT /repos/acme/models/actions/secrets/{name}'],
    nameFor: (host) => inLetters(host).replace('-', '_').toUpperCase(),
    longest: 49_152,
  },
  'gitlab-variable': {
    service: gitlabVariable,
    host: 'gitlab.com',
    writes: ['PUT /api/v4/projects/{project}/variables/{key}'],
    longest: 7_400,
    carried: inDockerConfig,
  },
  vault: {
    service: vault,
    host: 'vault.example.com',
    writes: ['POST /v1/secret/data/{path...}'],
  },
};

describe.each(Object.entries(CASES))('%s', (type, { service, host, ...how }) => {
  let scene: Scene;
  beforeEach(async () => {
    if (!isPresetType(type)) throw new Error(`${type} is not a preset`);
    scene = await sceneOf(service({ host, keys: KEYS, names: [] }), optionsOf(type));
  });
  afterEach(() => scene.sandbox.stop());

  remoteBackendContract(type, () => placeOf(scene, how));
});

test.each(Object.entries(PRESETS))('%s is a valid description of an http backend', (_, preset) => {
  const { about, secrets, parameters = {}, url = 'https://example.com', ...description } = preset;
  const given = (names: object, value: unknown) =>
    Object.fromEntries(Object.keys(names).map((name) => [name, value]));
  const options = {
    ...{ ...description, type: 'http', url },
    ...{ secrets: given(secrets, IN_VARIABLE), parameters: given(parameters, 'x') },
  };
  expect(httpOptions.safeParse(options).error?.issues ?? []).toEqual([]);
});
