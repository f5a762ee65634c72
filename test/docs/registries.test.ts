import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { snippetFal } from '../../cli/commands/snippet-fal.ts';
import { refreshArtifactRegistry } from '../../functions/refresh-artifact-registry.ts';
import { refreshEcr } from '../../functions/refresh-ecr.ts';
import { refreshStored } from '../../functions/refresh-stored.ts';
import { refreshTokens } from '../../functions/refresh-tokens.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { prove } from '../../scripts/rehearsal/proof.ts';
import { rehearse } from '../rehearse.ts';

/** A registries.yml on a page, and what the page says of it until the next one. */
interface Example {
  title: string;
  registries: string;
  /** Rows of the table: backend, name, format. */
  lands: string[][];
  configs: { secrets?: object; base_image: { image: string; docker_auth?: { registry?: string } } }[];
  snippets: string[];
}

const FOLDER = 'docs/registries';
const pages = readdirSync(FOLDER).filter((file) => file !== 'README.md');

function examplesOn(page: string): Example[] {
  const text = readFileSync(join(FOLDER, page), 'utf8');
  const [, ...parts] = text.split(/^```yaml\n# registries\.yml\n/m);
  return parts.map((part, index) => {
    const [registries = '', ...rest] = part.split(/^```\n/m);
    const after = rest.join('```\n');
    return {
      title: `${page} (${index + 1})`,
      registries,
      lands: [...after.matchAll(/^\| (\w+) \| `(.+)` \| `(.+)` \|$/gm)].map(([, ...cells]) => cells),
      configs: [...after.matchAll(/# config\.yaml\n(.*?)```/gs)].map(([, yaml = '']) => parse(yaml)),
      snippets: [...after.matchAll(/```python\n(.*?)```/gs)].map(([, python = '']) => python),
    };
  });
}

test('there is a page for every registry that the platforms name, and each is in the list', () => {
  const list = readFileSync(join(FOLDER, 'README.md'), 'utf8');
  expect(pages.length).toBeGreaterThanOrEqual(7);
  for (const page of pages) expect(list).toContain(`](${page})`);
});

test.each([
  ['amazon-ecr.md', 'AWS_OIDC'],
  ['google.md', 'GCP_OIDC'],
])('%s shows first how to do without any secret', (page, method) => {
  const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(readFileSync(join(FOLDER, page), 'utf8')) ?? [];
  expect(parse(yaml)).toMatchObject({ base_image: { docker_auth: { auth_method: method } } });
  expect(parse(yaml).secrets).toBeUndefined();
});

describe.each(pages.flatMap(examplesOn))('$title', ({ registries, lands, configs, snippets }) => {
  const config = compile(registries, 'registries.yml');
  const publications = config.registries.flatMap(({ publish }) => publish);

  test('lands where the page says', () => {
    expect(publications.map(({ backend, name, format }) => [backend, name, format])).toEqual(lands);
  });

  test('is published, and pulls', async () => {
    for (const refresh of [refreshEcr, refreshArtifactRegistry, refreshStored, refreshTokens]) {
      const { report, sandbox } = await rehearse(registries, {}, refresh);
      for (const { backend, name, outcome } of (await report()).publications) {
        expect([name, outcome]).toEqual([name, 'published']);
        const registry = config.registries.find(({ publish }) =>
          publish.some((each) => each.backend === backend && each.name === name),
        );
        const publication = registry?.publish.find((each) => each.backend === backend && each.name === name);
        if (registry?.image === undefined || publication === undefined) continue;
        expect(await prove(publication, registry, sandbox)).toMatchObject({ pulled: true });
      }
    }
  });

  test('has a config.yaml that names the secrets, the host and the image', () => {
    const names = publications.flatMap(({ backend, name }) => (backend === 'baseten' ? name : []));
    expect(configs.length).toBeGreaterThan(0);
    expect(configs.map(({ secrets = {} }) => Object.keys(secrets))).toContainEqual(names);
    for (const { host, image } of config.registries) {
      for (const { base_image } of configs) {
        expect(base_image.image.startsWith(`${host.host}/`)).toBe(true);
        expect(base_image.docker_auth?.registry ?? host.host).toBe(host.host);
        if (image !== undefined) expect(base_image.image).toBe(`${host.host}/${image}`);
      }
    }
  });

  test('has the snippet that fits, where something lands in fal', () => {
    const toFal = publications.some(({ backend }) => backend === 'fal');
    expect(snippets).toHaveLength(toFal ? 1 : 0);
    for (const snippet of snippets) expect(snippetFal(config)).toContain(snippet);
  });
});
