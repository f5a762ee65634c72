import { describe, expect, it } from 'vitest';
import { validateFalMapping, validateFalPyproject } from '../../lib/validate/fal/validate.ts';

const PYPROJECT = `[project]
name = "acme"

[tool.fal.apps.chat.image]
image = "ghcr.io/acme/chat:1"

[tool.fal.apps.chat.image.registries."ghcr.io"]
username = "acme-bot"
password = "$GHCR_TOKEN"
`;

function found(text: string) {
  return validateFalPyproject(text).findings.map(({ rule, path }) => [rule, path.slice(3).join(' ')]);
}

describe('The registries of a pyproject.toml', () => {
  it('are fine when they are', () => {
    expect(validateFalPyproject(PYPROJECT)).toMatchObject({ load: true, push: true, findings: [] });
  });

  it.each([
    ['of no app', '[tool.poetry]\nname = "x"\n', []],
    ['that are no table', '[tool.fal.apps.a.image]\nregistries = "x"\n', [['FAL002', 'a image registries']]],
    [
      'one of which is no table',
      '[tool.fal.apps.a.image.registries]\n"ghcr.io" = 1\n',
      [['FAL002', 'a image registries ghcr.io']],
    ],
    [
      'without a password',
      PYPROJECT.replace(/password.*\n/, ''),
      [['FAL002', 'chat image registries ghcr.io']],
    ],
    [
      'in an inline table',
      '[tool.fal.apps.a.image]\nregistries = { "ghcr.io" = { username = "u" } }\n',
      [['FAL002', 'a image registries ghcr.io']],
    ],
    [
      'in dotted keys',
      'tool.fal.apps.a.image.registries."ghcr.io".username = "u"\n',
      [['FAL002', 'a image registries ghcr.io']],
    ],
    [
      'for another host than the image',
      PYPROJECT.replace('ghcr.io/acme', 'nvcr.io/acme'),
      [['FAL204', 'chat image registries']],
    ],
    ['that are no TOML', 'a = = 1\n', [['FAL001', '']]],
  ])('%s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('point at the place', () => {
    const text = PYPROJECT.replace('GHCR_TOKEN', '{GHCR_TOKEN}');
    const [finding] = validateFalPyproject(text).findings;
    expect(text.slice(finding?.span.start, finding?.span.end)).toBe(['"$', '{GHCR_TOKEN}"'].join(''));
  });
});

describe('A registries mapping', () => {
  it('may be JSON', () => {
    const text = '{"registries": {"ghcr.io": {"username": "u"}}}';
    expect(validateFalMapping(text).findings).toMatchObject([
      { rule: 'FAL002', path: ['registries', 'ghcr.io'] },
    ]);
  });

  it('may waive a rule', () => {
    const text =
      'ghcr.io:\n  username: u\n  password: not-a-token # pullkeeper-ignore FAL503: public anyway\n';
    expect(validateFalMapping(text).findings).toEqual([]);
  });

  it.each([
    ['a dollar sign that is escaped', '$$abc', ['FAL503']],
    ['a reference', '$ABC', []],
    ['a reference in lower case', '$abc_1', []],
    ['a reference with a hyphen', '$a-b', ['FAL501']],
    ['a dollar sign alone', '$', ['FAL501']],
  ])('knows %s', (_, password, rules) => {
    const text = `ghcr.io:\n  username: u\n  password: ${password}\n`;
    expect(validateFalMapping(text).findings.map(({ rule }) => rule)).toEqual(rules);
  });

  it.each([
    ['oauth2accesstoken', 'us-docker.pkg.dev', ['FAL601']],
    ['00000000-0000-0000-0000-000000000000', 'acme.azurecr.io', ['FAL601']],
    ['8f1b', 'acme.azurecr.io', []],
    ['AWS', '123456789012.dkr.ecr.us-east-1.amazonaws.com', ['FAL601']],
  ])('knows whether the password of %s at %s is a token', (username, host, rules) => {
    const text = `${host}:\n  username: ${username}\n  password: $TOKEN\n`;
    expect(validateFalMapping(text).findings.map(({ rule }) => rule)).toEqual(rules);
  });

  it("passes fal's own examples", () => {
    const text = `https://index.docker.io/v1/: { username: acme, password: $DOCKERHUB_TOKEN }
us-central1-docker.pkg.dev: { username: _json_key_base64, password: $GAR_KEY }
myregistry.azurecr.io: { username: 8f1b, password: $ACR_PASSWORD }
123456789012.dkr.ecr.us-east-1.amazonaws.com: { username: AWS, password: $AWS_ECR_PASSWORD }
`;
    expect(validateFalMapping(text).findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });
});
