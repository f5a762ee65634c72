import { describe, expect, it } from 'vitest';
import { ABRIDGED_SAMPLE, DOCS_EXAMPLES } from '../../lib/validate/docs-examples.ts';
import { applyEdits } from '../../lib/validate/fixes.ts';
import { presentFindings } from '../../lib/validate/formats/present.ts';
import { validateConfig } from '../../lib/validate/validate.ts';

describe("Baseten's own examples", () => {
  it.each(Object.entries(DOCS_EXAMPLES))('%s: neither error nor warning', (_, text) => {
    const { load, push, findings } = validateConfig(text);
    expect({ load, push }).toEqual({ load: true, push: true });
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('the abridged one is mended into one that Truss reads', () => {
    const { load, findings } = validateConfig(ABRIDGED_SAMPLE);
    expect(load).toBe(false);
    const edits = findings.flatMap(({ fix }) => fix?.edits ?? []);
    expect(applyEdits(ABRIDGED_SAMPLE, edits)).toBe(DOCS_EXAMPLES['ECR with static keys']);
  });
});

describe('A comment that waives a rule', () => {
  const file = (comment: string, above = '') => `base_image:
  image: ghcr.io/acme/llama:1
secrets:
${above}  DOCKER_REGISTRY_nvcr.io: null${comment}
`;
  const rules = (text: string) => validateConfig(text).findings.map(({ rule }) => rule);

  it.each([
    ['on the line', file(' # pullkeeper-ignore TDA503: a second image is pulled at run time')],
    ['on a line of its own above', file('', '  # pullkeeper-ignore TDA503: pulled at run time\n')],
    ['among others', file(' # pullkeeper-ignore TDA201, TDA503: both are known')],
  ])('counts %s', (_, text) => {
    expect(rules(text)).toEqual([]);
  });

  it.each([
    ['of another rule', file(' # pullkeeper-ignore TDA201: why')],
    ['that names no rule', file(' # pullkeeper-ignore')],
    ['behind another line', `${file('')}# pullkeeper-ignore TDA503: why\n`],
  ])('does not count %s', (_, text) => {
    expect(rules(text)).toEqual(['TDA503']);
  });

  it('cannot waive what Truss refuses', () => {
    const text = 'base_image:\n  image: 5 # pullkeeper-ignore TDA002: it looks like a number\n';
    expect(validateConfig(text)).toMatchObject({ load: false, findings: [{ rule: 'TDA002' }] });
  });
});

describe('A credential in the file', () => {
  const planted = 'AWS:bm90LWEtcmVhbC1wYXNzd29yZA-canary';

  it.each([
    ['as a secret', `base_image:\n  image: ghcr.io/a/b:1\nsecrets:\n  DOCKER_REGISTRY_ghcr.io: ${planted}\n`],
    [
      'as the name of one',
      `base_image:\n  image: ghcr.io/a/b:1\n  docker_auth:\n    auth_method: REGISTRY_SECRET\n    secret_name: ${planted}\n    registry: ghcr.io\n`,
    ],
    [
      'as a registry',
      `base_image:\n  image: ghcr.io/a/b:1\n  docker_auth:\n    auth_method: AWS_IAM\n    registry: ${planted}\n`,
    ],
    ['as the method', `base_image:\n  image: ghcr.io/a/b:1\n  docker_auth:\n    auth_method: ${planted}\n`],
    ['as an image', `base_image:\n  image: ${planted}@ghcr.io/a/b:1\n`],
    ['as the name of a declared one', `secrets:\n  DOCKER_REGISTRY_${planted}: null\n`],
  ])('is never repeated %s', (_, text) => {
    const findings = presentFindings(validateConfig(text));
    expect(findings).not.toEqual([]);
    expect(JSON.stringify(findings)).not.toContain('canary');
  });
});
