import { describe, expect, it, test } from 'vitest';
import { compile } from '../../../lib/config/file/compile.ts';
import { RULES } from '../../../lib/validate/catalogue.ts';
import { applyEdits } from '../../../lib/validate/fixes.ts';
import { EXAMPLES, FIRST } from '../../../web/playground/examples.ts';
import { keepFresh } from '../../../web/playground/keep-fresh.ts';
import { marksOf, verdictInWords } from '../../../web/playground/marks.ts';
import { EMPTY, fixEverything, judge, LARGEST } from '../../../web/playground/sheet.ts';

const ALL = EXAMPLES.flatMap(({ examples }) => examples);
const ECR = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

describe('The examples', () => {
  it.each(RULES)('$id: the page shows its finding', ({ id }) => {
    const example = ALL.find(({ name }) => name.startsWith(`${id} `));
    expect(example).toBeDefined();
    expect(marksOf(judge(example?.sheet ?? EMPTY)).map(({ rule }) => rule)).toContain(id);
  });

  it.each(ALL)('$name: what would keep its logins fresh compiles', ({ sheet }) => {
    const { registries } = keepFresh(sheet);
    if (registries !== undefined) expect(() => compile(registries, 'registries.yml')).not.toThrow();
  });

  it('begin with a file that has one finding and its fix', () => {
    expect(judge(FIRST).findings.map(({ rule }) => rule)).toEqual(['TDA303']);
    expect(judge({ ...FIRST, text: fixEverything(FIRST) }).findings).toEqual([]);
  });
});

describe('A mark', () => {
  const text = `# 👩‍🚀 é\nbase_image:\n  image: ${ECR}/llama:1\n  docker_auth:\n    auth_method: AWS_OIDC\n    aws_oidc_role_arn: arn:aws:iam::123456789012:role/pull\n    aws_oidc_region: us-west-2\n    registry: ${ECR}\n`;

  it('is at the place of its finding in UTF-16 units', () => {
    const [mark] = marksOf(judge({ ...EMPTY, text }));
    expect(mark).toMatchObject({ rule: 'TDA303', line: 7, severity: 'warning' });
    expect(text.slice(mark?.from, mark?.to)).toBe('us-west-2');
  });

  it('has a fix that makes the finding go away', () => {
    const [mark] = marksOf(judge({ ...EMPTY, text }));
    expect(marksOf(judge({ ...EMPTY, text: applyEdits(text, mark?.fix?.edits ?? []) }))).toEqual([]);
  });

  it('says nothing of a credential that the message would quote', () => {
    const token = ['ghp', 'a1B2'.repeat(9)].join('_');
    const marks = marksOf(
      judge({
        ...EMPTY,
        text: `base_image:\n  image: ghcr.io/acme/llama:1\n  docker_auth:\n    auth_method: ${token}\n`,
      }),
    );
    expect(marks.length).toBeGreaterThan(0);
    expect(JSON.stringify(marks)).not.toContain(token);
  });
});

test('A file that is too large is one finding, and is not changed', () => {
  const sheet = { ...EMPTY, text: 'a: 1\n'.repeat(LARGEST / 4) };
  expect(judge(sheet).findings.map(({ rule }) => rule)).toEqual(['size']);
  expect(fixEverything(sheet)).toBe(sheet.text);
});

test('The Truss version decides what is refused', () => {
  const text = `base_image:\n  image: ${ECR}/llama:1\n  docker_auth:\n    auth_method: AWS_ASSUME_ROLE\n    aws_assume_role_arn: arn:aws:iam::123456789012:role/pull\n    aws_assume_role_region: us-east-1\n    registry: ${ECR}\n`;
  const verdicts = ['latest', '0.18.26'].map((truss) => judge({ ...EMPTY, text, truss }));
  expect(verdicts.map(({ load }) => load)).toEqual([true, false]);
  expect(verdicts.map((each) => verdictInWords(each, true).split('.')[0])).toEqual([
    'Truss accepts this file',
    'Truss rejects this file',
  ]);
});

describe('What would keep a file fresh', () => {
  const fresh = (text: string, kind: 'truss' | 'fal' | 'pyproject' = 'truss') => {
    const { registries } = keepFresh({ ...EMPTY, kind, text });
    const compiled = registries === undefined ? undefined : compile(registries, 'registries.yml');
    return compiled?.registries.map(({ host, image, source, publish }) => [
      host.host,
      image,
      source.kind,
      ...publish.map(({ to, name, format }) => `${to.type} ${name} ${format}`),
    ]);
  };

  it.each([
    [
      'a token of ECR',
      `base_image:\n  image: ${ECR}/models/llama:1\nsecrets:\n  DOCKER_REGISTRY_${ECR}: null\n`,
      [[ECR, 'models/llama:1', 'ecr', `baseten DOCKER_REGISTRY_${ECR} docker-auth`]],
    ],
    [
      'an image of GHCR without a login',
      `base_image:\n  image: ghcr.io/acme/llama@sha256:${'a'.repeat(64)}`,
      [
        [
          'ghcr.io',
          `acme/llama@sha256:${'a'.repeat(64)}`,
          'stored',
          'baseten DOCKER_REGISTRY_ghcr.io docker-auth',
        ],
      ],
    ],
    [
      'a key file of Google',
      'base_image:\n  image: us-docker.pkg.dev/acme/models/llama:1\n  docker_auth:\n    auth_method: GCP_SERVICE_ACCOUNT_JSON\n    registry: us-docker.pkg.dev\n    secret_name: google\n',
      [['us-docker.pkg.dev', undefined, 'stored', 'baseten google raw']],
    ],
    [
      'a secret under a name of its own',
      `base_image:\n  image: ${ECR}/llama:1\n  docker_auth:\n    auth_method: REGISTRY_SECRET\n    registry: ${ECR}\n    secret_name: my-ecr\n`,
      [[ECR, 'llama:1', 'ecr', 'baseten my-ecr docker-auth']],
    ],
  ])('is an entry for %s', (_, text, expected) => {
    expect(fresh(text)).toEqual(expected);
  });

  it('is an entry for each registry of fal, under the name that it refers to', () => {
    const text = `${ECR}:\n  username: AWS\n  password: $ECR_TOKEN\nnvcr.io:\n  username: $oauthtoken\n  password: \${NGC}\nghcr.io: { username: me, password: hunter2 }\n`;
    expect(fresh(text, 'fal')).toEqual([
      [ECR, undefined, 'ecr', 'fal ECR_TOKEN password'],
      ['nvcr.io', undefined, 'stored', 'fal NGC password'],
      ['ghcr.io', undefined, 'stored', 'fal GHCR_IO_PASSWORD password'],
    ]);
  });

  it('names what only the reader knows', () => {
    const says = (image: string) => keepFresh({ ...EMPTY, text: `base_image:\n  image: ${image}\n` }).says;
    expect(says('ghcr.io/acme/llama:1')).toContain('your-user');
    expect(says('us-docker.pkg.dev/acme/models/llama:1')).toContain('"puller"');
    expect(says(`${ECR}/llama:1`)).not.toContain('Put');
  });

  it.each([
    ['Baseten signs in by a role', FIRST.text],
    ['the image is public', 'base_image:\n  image: python:3.12\n'],
    ['there is no file', ''],
  ])('is nothing where %s', (_, text) => {
    expect(keepFresh({ ...EMPTY, text }).registries).toBeUndefined();
  });
});
