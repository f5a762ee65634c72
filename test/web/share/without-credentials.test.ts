import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { readToml } from '../../../lib/validate/fal/toml.ts';
import { credentialKind } from '../../../lib/validate/model/credential.ts';
import { readYaml } from '../../../lib/validate/yaml/yaml.ts';
import { EXAMPLES } from '../../../web/playground/examples.ts';
import { checkerFor } from '../../../web/playground/sheet.ts';
import { withoutCredentials } from '../../../web/share/without-credentials.ts';
import { packFragment, unpackFragment } from '../../../web/shared/fragment.ts';

const GITHUB = ['ghp', 'a1B2'.repeat(9)].join('_');
const PASSWORD = ['hunter', '2', '-', 'Kx9'].join('');

describe('A shared text', () => {
  it.each([
    ['a value below a key that promises one', `ghcr.io:\n  username: acme\n  password: ${PASSWORD}\n`],
    ['a value in quotes', `ghcr.io: {username: acme, "password": "${PASSWORD}"}\n`],
    ['a secret that was written out', `secrets:\n  ANY_NAME: ${PASSWORD}\n`],
    ['a variable of the environment', `environment_variables:\n  ANY_NAME: ${PASSWORD}\n`],
    ['a token in any place', `model_name: ${GITHUB}\n`.replace(GITHUB, `x ${GITHUB}`)],
    ['a comment', `a: 1 # the old password was ${PASSWORD}\n`],
    ['a comment of its own', `# ${PASSWORD}\na: 1\n`],
    ['a block of text', `secrets:\n  KEY: |\n    ${PASSWORD}\n    ${GITHUB}\nmodel_name: llama\n`],
    ['a user and a password in a URL', `index: https://me:${PASSWORD}@example.com/simple\n`],
    ['a key that is a token', `secrets:\n  ${GITHUB}: null\n`],
    ['base64 of a login', `model_name: ${btoa(`acme-bot:${PASSWORD}`)}\n`],
  ])('leaves out %s', (_, text) => {
    const shared = withoutCredentials(text, (each) => readYaml(each));
    expect(shared).toMatchObject({ text: expect.any(String) });
    for (const secret of [PASSWORD, GITHUB, btoa(`acme-bot:${PASSWORD}`)])
      expect(JSON.stringify(shared)).not.toContain(secret);
  });

  it('keeps references to secrets, names and hosts', () => {
    const text = `ghcr.io:\n  username: acme-bot\n  password: $GHCR_TOKEN\nnvcr.io: {username: $oauthtoken, password: "\${NGC}"}\nimage: ghcr.io/acme/llama@sha256:${'0a'.repeat(32)}\n`;
    expect(withoutCredentials(text, (each) => readYaml(each))).toEqual({ text, hidden: 0 });
  });

  it('keeps the placeholders of an http backend', () => {
    const text =
      'write: { request: POST /x, json: { authToken: "{password}" } }\nheaders: { x-token: "{apiKey}" }\n';
    expect(withoutCredentials(text, (each) => readYaml(each))).toEqual({ text, hidden: 0 });
  });

  it('keeps the comment that waives a rule, without its reason', () => {
    const text = 'secrets:\n  DOCKER_REGISTRY_nvcr.io: null # pullkeeper-ignore TDA503, TDA601: me\n';
    expect(withoutCredentials(text, (each) => readYaml(each))).toEqual({
      text: 'secrets:\n  DOCKER_REGISTRY_nvcr.io: null # pullkeeper-ignore TDA503, TDA601\n',
      hidden: 0,
    });
  });

  it('leaves out a password in TOML', () => {
    const text = `[tool.fal.apps.a.image.registries."ghcr.io"]\nusername = "me"\npassword = "${PASSWORD}" # mine\n`;
    expect(withoutCredentials(text, readToml)).toEqual({
      text: '[tool.fal.apps.a.image.registries."ghcr.io"]\nusername = "me"\npassword = "[redacted]" #\n',
      hidden: 1,
    });
  });

  it('is refused for a file that cannot be read', () => {
    expect(withoutCredentials(`a: [${PASSWORD}`, (each) => readYaml(each))).toHaveProperty('problem');
  });

  it('holds no known credential, whatever is around it', () => {
    const word = fc.constantFrom(
      'a',
      'password',
      'x y',
      '#',
      ':',
      ': ',
      '\n',
      '\n  ',
      '- ',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      ',',
      '|\n  ',
      '&a ',
      '*a',
      GITHUB,
      `b${GITHUB}`,
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const shared = withoutCredentials(words.join(''), (each) => readYaml(each));
        if ('text' in shared) expect(shared.text).not.toContain(GITHUB);
      }),
      { numRuns: 3_000 },
    );
  });

  it('of every example has the findings that it had, but those about credentials', () => {
    for (const { sheet } of EXAMPLES.flatMap(({ examples }) => examples)) {
      const { read } = checkerFor(sheet);
      const shared = withoutCredentials(sheet.text, read);
      if ('text' in shared) expect(credentialKind(shared.text, true)).toBeUndefined();
    }
  });
});

test('A fragment has back what was packed into it', async () => {
  const texts = { kind: 'truss', text: 'a: 👩‍🚀\n'.repeat(50), truss: 'latest' };
  const fragment = await packFragment(texts);
  expect(fragment).toMatch(/^v1\.[\w-]+$/);
  expect(await unpackFragment(`#${fragment}`)).toEqual(texts);
});

test.each(['', '#', '#v1.', '#v1.AAAA', '#v1.%%%', '#v2.abc', '#publication-7', '#v1.4sT'])(
  'the fragment %j is not one',
  async (fragment) => {
    expect(await unpackFragment(fragment)).toBeUndefined();
  },
);

test('a fragment that unpacks to too much is not one', async () => {
  expect(await unpackFragment(await packFragment({ text: 'a'.repeat(3_000_000) }))).toBeUndefined();
});
