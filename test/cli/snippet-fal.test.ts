import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { snippetFal } from '../../cli/commands/snippet-fal.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { pullkeeper } from './pullkeeper.ts';

const REGISTRIES = `
backends:
  fal: { type: fal, key: { from: env, id: FAL_KEY } }
  staging: { type: fal, key: { from: env, id: FAL_KEY }, environment: staging }
registries:
  - host: 111122223333.dkr.ecr.us-east-1.amazonaws.com
    publish: [file, { backend: fal, name: AWS_ECR_PASSWORD }, { backend: staging, name: AWS_ECR_PASSWORD }]
  - host: docker.io
    credentials: { username: acme, password: { from: env, id: HUB } }
    publish: [{ backend: fal, name: DOCKERHUB_TOKEN }, { backend: fal, name: WHOLE, format: docker-auth }]
  - host: nvcr.io
    credentials: { username: $oauthtoken, password: { from: env, id: NGC } }
    publish: [{ backend: fal, name: NGC_API_KEY }]
`;

test('snippet fal prints the mapping and the tables that fit the config, for each environment', () => {
  expect(snippetFal(compile(REGISTRIES, 'registries.yml'))).toMatchInlineSnapshot(`
    "# Environment main, in Python:

    registries={
        "111122223333.dkr.ecr.us-east-1.amazonaws.com": {"username": "AWS", "password": "$AWS_ECR_PASSWORD"},
        "https://index.docker.io/v1/": {"username": "acme", "password": "$DOCKERHUB_TOKEN"},
        "nvcr.io": {"username": "$oauthtoken", "password": "$NGC_API_KEY"},  # literally: fal documents $NAME for passwords only
    }

    # or in pyproject.toml, with the name of your app:

    [tool.fal.apps.my-app.image.registries."111122223333.dkr.ecr.us-east-1.amazonaws.com"]
    username = "AWS"
    password = "$AWS_ECR_PASSWORD"

    [tool.fal.apps.my-app.image.registries."https://index.docker.io/v1/"]
    username = "acme"
    password = "$DOCKERHUB_TOKEN"

    [tool.fal.apps.my-app.image.registries."nvcr.io"]
    username = "$oauthtoken"  # literally: fal documents $NAME for passwords only
    password = "$NGC_API_KEY"

    # Environment staging, in Python:

    registries={
        "111122223333.dkr.ecr.us-east-1.amazonaws.com": {"username": "AWS", "password": "$AWS_ECR_PASSWORD"},
    }

    # or in pyproject.toml, with the name of your app:

    [tool.fal.apps.my-app.image.registries."111122223333.dkr.ecr.us-east-1.amazonaws.com"]
    username = "AWS"
    password = "$AWS_ECR_PASSWORD"
    "
  `);
});

test('snippet fal says what to add when nothing is published there', () => {
  const config = compile('registries: [{ host: public.ecr.aws, publish: [file] }]', 'registries.yml');
  expect(() => snippetFal(config)).toThrow('registries.yml publishes no password to fal');
});

test('snippet fal reads the file that it is given', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pullkeeper-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  writeFileSync(join(folder, 'mine.yml'), REGISTRIES);
  const { code, stdout } = await pullkeeper(['snippet', 'fal', '--registries', 'mine.yml'], { cwd: folder });

  expect(code).toBe(0);
  expect(stdout).toBe(snippetFal(compile(REGISTRIES, 'registries.yml')));
});
