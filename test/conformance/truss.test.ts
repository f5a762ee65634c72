import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { verdictOf } from '../../lib/validate/finding.ts';
import { trussFindings } from '../../lib/validate/truss/truss.ts';
import { LATEST_TRUSS, parseTrussVersion, type TrussVersion } from '../../lib/validate/truss/version.ts';
import { readYaml } from '../../lib/validate/yaml/yaml.ts';
import files from './truss-config-cases.json' with { type: 'json' };
import blocks from './truss-docker-auth-matrix.json' with { type: 'json' };
import values from './truss-value-cases.json' with { type: 'json' };

const BEFORE_ASSUME_ROLE = parseTrussVersion('0.18.26') ?? LATEST_TRUSS;

function verdictFor(text: string, version: TrussVersion = LATEST_TRUSS) {
  return verdictOf(trussFindings(readYaml(text), version));
}

/** JSON is YAML, so a block can stand in a file as it is; a lone surrogate or a control character it escapes itself. */
function fileAround(block: unknown): string {
  return `base_image:\n  image: i\n  docker_auth: ${JSON.stringify(block)}\n`;
}

describe("Truss's verdict on whole files", () => {
  it.each(files)('$id', ({ yaml, truss, truss_load }) => {
    expect(verdictFor(yaml)).toEqual({ load: truss_load === 'accept', push: truss === 'accept' });
  });
});

const CASES = z.array(z.object({ yaml: z.string(), load: z.boolean(), push: z.boolean() }));

function cases(name: string) {
  return CASES.parse(JSON.parse(gunzipSync(readFileSync(new URL(name, import.meta.url))).toString()));
}

/** Every case in one test: thousands of tests of a line each take longer to report than to run. */
describe.each([
  ['values of every type in 74 places', 'truss-fields.json.gz', 4_000],
  ['models with generated values in every field', 'truss-model-cases.json.gz', 3_000],
])("Truss's verdict on %s", (_, name, least) => {
  it('is ours in every case', () => {
    const all = cases(name);
    expect(all.length).toBeGreaterThan(least * 0.99);
    const ours = all.map((row) => ({ ...row, ours: verdictFor(row.yaml) }));
    const certain = ours.filter(({ ours: { load } }) => load !== 'unknown');
    expect(ours.length - certain.length).toBeLessThan(ours.length / 500);
    const differing = certain.filter((row) => row.ours.load !== row.load || row.ours.push !== row.push);
    expect(differing).toEqual([]);
  });
});

describe("Truss 0.18.26's verdict on values of other sections", () => {
  it.each(values)('$yaml', ({ yaml, load, push }) => {
    expect(verdictFor(yaml, BEFORE_ASSUME_ROLE)).toEqual({ load, push });
  });
});

describe("Truss's verdict on docker_auth blocks", () => {
  it.each(blocks)('$id ($kind)', ({ docker_auth, truss, truss_load }) => {
    expect(verdictFor(fileAround(docker_auth))).toEqual({
      load: truss_load === 'accept',
      push: truss === 'accept',
    });
  });

  it.each(blocks.filter(({ error }) => error?.startsWith('Value error, ')))(
    'names the fields that Truss names: $id',
    ({ docker_auth, error }) => {
      const fields = /^Value error, (?:Extra fields not allowed: \[(.*?)\]|(.*?) (?:must|cannot))/.exec(
        error ?? '',
      );
      const named = trussFindings(readYaml(fileAround(docker_auth))).map(({ path }) => path.at(-1));
      expect(named.toSorted()).toEqual((fields?.[1] ?? fields?.[2])?.split(', ').toSorted());
    },
  );
});

describe('Truss before AWS_ASSUME_ROLE', () => {
  const role = {
    aws_assume_role_arn: 'arn:aws:iam::123456789012:role/r',
    aws_assume_role_region: 'us-west-2',
  };

  it.each([
    ['refuses the method at load', { auth_method: 'AWS_ASSUME_ROLE', ...role }, { load: false, push: false }],
    ['refuses the fields at push', { auth_method: 'AWS_IAM', ...role }, { load: true, push: false }],
    ['knows the other methods', { auth_method: 'aws_iam' }, { load: true, push: true }],
  ])('%s', (_, block, verdict) => {
    expect(verdictFor(fileAround(block), BEFORE_ASSUME_ROLE)).toEqual(verdict);
  });
});
