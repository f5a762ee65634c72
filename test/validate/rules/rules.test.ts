import { describe, expect, it } from 'vitest';
import { keptSecrets } from '../../../lib/validate/model/kept-secrets.ts';
import { LINTS } from '../../../lib/validate/rules/index.ts';
import { validateConfig } from '../../../lib/validate/validate.ts';
import { readYaml } from '../../../lib/validate/yaml/yaml.ts';
import { awsRole, type Cases, image, registries } from './build.ts';
import { CLOUDS } from './clouds.ts';
import { SECRETS_AND_ROTATION } from './secrets-and-rotation.ts';
import { STRUCTURE_AND_REGISTRY } from './structure-and-registry.ts';

const CASES: Record<string, Cases> = { ...STRUCTURE_AND_REGISTRY, ...CLOUDS, ...SECRETS_AND_ROTATION };

function reasons(id: string, text: string, { registries }: Cases): string[] {
  const kept = registries === undefined ? undefined : keptSecrets(readYaml(registries));
  const { findings } = validateConfig(text, { kept });
  return findings.filter(({ rule }) => rule === id).map(({ message }) => message);
}

it('has cases for every rule', () => {
  expect(Object.keys(CASES).toSorted()).toEqual(LINTS.map(({ id }) => id).toSorted());
});

describe.each(Object.entries(CASES))('%s', (id, cases) => {
  it.each(cases.catches)('catches %j', (text, reason) => {
    expect(reasons(id, text, cases)).toContainEqual(expect.stringContaining(reason));
  });

  it.each(cases.passes.map((text) => [text]))('passes %j', (text) => {
    expect(reasons(id, text, cases)).toEqual([]);
  });
});

describe.each([
  ['acme.azurecr.io', 'azure-acr'],
  ['acme.jfrog.io', 'jfrog'],
  ['docker.cloudsmith.io', 'cloudsmith'],
  ['quay.io', 'quay'],
  ['registry.digitalocean.com', 'digitalocean'],
])('For %s, the type of source %s', (host, type) => {
  it('is named where nothing keeps its token fresh', () => {
    const kept = keptSecrets(readYaml(registries('ghcr.io')));
    const { findings } = validateConfig(image(`${host}/a/b:1`, [`DOCKER_REGISTRY_${host}`]), { kept });
    expect(findings.find(({ rule }) => rule === 'TDA603')?.example).toContain(
      `    source: { type: ${type}, … }`,
    );
  });

  it('is named where another method is needed', () => {
    const { findings } = validateConfig(awsRole({}, host));
    expect(findings.find(({ rule }) => rule === 'TDA205')?.hint).toContain(`type: ${type}`);
  });
});
