import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseTOML } from 'toml-eslint-parser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isJsonObject } from '../../lib/json.ts';
import { pullkeeper } from './pullkeeper.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const ROLE = 'arn:aws:iam::111122223333:role/puller';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  mkdirSync(join(folder, 'bin'));
  for (const name of ['aws', 'gcloud']) {
    writeFileSync(
      join(folder, 'bin', name),
      `#!/bin/sh\nfor word in ${name} "$@"; do printf '%s\\0' "$word"; done >> calls\nprintf '\\n' >> calls\nprintf '%s' "$ANSWER"\n`,
    );
    chmodSync(join(folder, 'bin', name), 0o755);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the command prints for this registries.yml. */
function printed(cloud: string, yaml: string, ...options: string[]) {
  writeFileSync(join(folder, 'registries.yml'), yaml);
  return pullkeeper(['setup', cloud, '--account', '444455556666', '--region', 'us-east-1', ...options], {
    cwd: folder,
  });
}

/** Runs it in sh, where aws and gcloud write down the words they are called with, and say `answer`. */
function run(script: string, answer = 'an-external-id') {
  const env = { PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter), ANSWER: answer };
  const { status, stderr } = spawnSync('sh', [], { cwd: folder, env, input: script, encoding: 'utf8' });
  const lines = existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8') : '';
  const calls = lines.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\0').slice(0, -1)]));
  return { status, stderr, calls };
}

/** They run something, end a quote, a here-document or a word, or say more than one thing to a policy. */
const HOSTILE = [
  'a; touch owned',
  'a$(touch owned)',
  'a`touch owned`',
  "a'; touch owned; '",
  'a"; touch owned; "',
  'a\nJSON\ntouch owned\n',
  'a | touch owned',
  'a > owned',
  'a*',
  'a?b',
  '*',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation puts something in here
  '${AWS::AccountId}',
  'a","Resource":"*',
];

const FIELDS: Record<string, (value: string) => object> = {
  'the name of a secret': (value) => ({ backends: { out: keptIn(value) } }),
  'the ARN of a secret': (value) => ({
    backends: { out: keptIn(`arn:aws:secretsmanager:us-east-1:111122223333:secret:${value}-AbCdEf`) },
  }),
  'the account of a secret': (value) => ({
    backends: { out: keptIn(`arn:aws:secretsmanager:us-east-1:${value}:secret:a-AbCdEf`) },
  }),
  'the region of a secret': (value) => ({
    backends: { out: keptIn(`arn:aws:secretsmanager:${value}:111122223333:secret:a-AbCdEf`) },
  }),
  'a variable': (value) => ({ backends: { out: { type: 'baseten', apiKey: { from: 'env', id: value } } } }),
  'a key': (value) => ({ backends: { out: { ...SECRETS_MANAGER, kmsKeyId: value } } }),
  'the alias of a key': (value) => ({
    backends: { out: { ...SECRETS_MANAGER, kmsKeyId: `alias/${value}` } },
  }),
  'the ARN of a key': (value) => ({
    backends: { out: { ...SECRETS_MANAGER, kmsKeyId: `arn:aws:kms:us-east-1:111122223333:key/${value}` } },
  }),
  'the prefix of secrets': (value) => ({ backends: { out: { ...SECRETS_MANAGER, prefix: value } } }),
  'the region of a backend': (value) => ({ backends: { out: { ...SECRETS_MANAGER, region: value } } }),
  'a role': (value) => withRole({ roleArn: `arn:aws:iam::111122223333:role/${value}` }),
  'the account of a role': (value) => withRole({ roleArn: `arn:aws:iam::${value}:role/a` }),
  'an external id': (value) => withRole({ externalId: value }),
  'the name of an identity': (value) => ({ identities: { [value]: { type: 'aws-role', roleArn: ROLE } } }),
  'the name of a backend': (value) => ({ backends: { [value]: { type: 'file', path: 'other.json' } } }),
  'an image': (value) => ({ registries: [{ host: ECR, image: value, publish: ['file'] }] }),
  'a host': (value) => ({ registries: [{ host: value, publish: ['file'] }] }),
  'a Google project': (value) => ({ backends: { out: { ...GOOGLE, project: value } } }),
  'a Google region': (value) => ({ backends: { out: { ...GOOGLE, location: value } } }),
  'a secret of Google': (value) => ({
    backends: { out: { type: 'baseten', apiKey: fromGoogle(`projects/my-project/secrets/${value}`) } },
  }),
  'a version of it': (value) => ({
    backends: {
      out: { type: 'baseten', apiKey: fromGoogle(`projects/my-project/secrets/a/versions/${value}`) },
    },
  }),
  'a provider': (value) => ({
    identities: {
      gar: {
        type: 'google-workload-identity',
        provider: `projects/1/locations/global/workloadIdentityPools/p/providers/${value}`,
      },
    },
  }),
  'a service account': (value) => ({
    identities: {
      gar: { ...GAR, serviceAccount: `${value}@my-project.iam.gserviceaccount.com` },
    },
  }),
};

const SECRETS_MANAGER = { type: 'aws-secrets-manager', region: 'us-east-1' };
const GAR = {
  type: 'google-workload-identity',
  provider: 'projects/1/locations/global/workloadIdentityPools/p/providers/lambda',
};
const GOOGLE = { type: 'google-secret-manager', project: 'my-project' };

function keptIn(id: string) {
  return { type: 'baseten', apiKey: { from: 'aws-secrets-manager', id } };
}

function fromGoogle(id: string) {
  return { from: 'google-secret-manager', id };
}

function withRole(more: object) {
  return { identities: { puller: { type: 'aws-role', roleArn: ROLE, ...more } } };
}

/** Whatever is good beside the hostile part. YAML takes JSON as it is. */
function registriesWith(part: object): string {
  const { backends, identities, registries } = {
    backends: {},
    identities: {},
    registries: undefined,
    ...part,
  };
  return JSON.stringify({
    backends: { own: { type: 'file' }, ...backends },
    identities: { gar: GAR, ...identities },
    registries: registries ?? [
      {
        host: ECR,
        publish: Object.keys({ own: {}, ...backends }),
        ...('puller' in identities && { identity: 'puller' }),
      },
    ],
  });
}

describe.each(Object.entries(FIELDS))('a hostile text as %s', (_, part) => {
  test.each(HOSTILE)('is refused: %j', async (value) => {
    const { code, stdout } = await printed('aws', registriesWith(part(value)));
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  });
});

/** What each of the fields takes, where that is not `a`. */
const GOOD: Record<string, string> = {
  'the account of a secret': '111122223333',
  'the region of a secret': 'us-east-1',
  'the region of a backend': 'us-east-1',
  'the account of a role': '111122223333',
  'an external id': 'acme',
  'a host': ECR,
  'a Google project': 'my-project',
  'a Google region': 'us-east1',
  'a version of it': '7',
};

test.each(Object.entries(FIELDS))('a good text as %s is taken', async (field, part) => {
  expect(await printed('aws', registriesWith(part(GOOD[field] ?? 'a')))).toMatchObject({
    code: 0,
    stderr: '',
  });
});

test('the good parts beside them are taken, and their commands run', async () => {
  const { code, stdout } = await printed('aws', registriesWith(withRole({ externalId: 'acme' })));
  expect(code).toBe(0);
  expect(run(stdout)).toMatchObject({ status: 0, stderr: '' });
});

describe('a hostile stage or region', () => {
  test.each(['aws', 'google'].flatMap((cloud) => HOSTILE.map((value) => [cloud, value] as const)))(
    'is refused by setup %s: %j',
    async (cloud, value) => {
      const good = registriesWith({});
      for (const option of ['--stage', '--region'])
        expect(await printed(cloud, good, option, value)).toMatchObject({ code: 2, stdout: '' });
    },
  );
});

describe('the external id that a secret holds', () => {
  const kept = registriesWith(withRole({ externalId: { from: 'aws-secrets-manager', id: '--endpoint=x' } }));

  test('becomes the condition of the trust policy', async () => {
    const { stdout } = await printed('aws', kept);
    const { status, stderr, calls } = run(stdout, 'acme/of=+,.@:-7');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(calls[0]).toEqual([
      ...['aws', 'secretsmanager', 'get-secret-value', '--secret-id=--endpoint=x'],
      ...['--region', 'us-east-1', '--query', 'SecretString', '--output', 'text'],
    ]);
    expect(JSON.parse(readFileSync(join(folder, 'puller-111122223333-trust.json'), 'utf8'))).toMatchObject({
      Statement: [{ Condition: { StringEquals: { 'sts:ExternalId': 'acme/of=+,.@:-7' } } }],
    });
  });

  test.each(['', 'a"}}},{"Effect":"Allow","Principal":"*', ...HOSTILE, 'a|b', 'a&b', 'a\\b'])(
    'stops everything when it is %j',
    async (answer) => {
      const { stdout } = await printed('aws', kept);
      const { status, calls } = run(stdout, answer);
      expect(status).not.toBe(0);
      expect(calls).toHaveLength(1);
      expect(existsSync(join(folder, 'puller-111122223333-trust.json'))).toBe(false);
    },
  );

  test.each(["it's here", '-n', '$(touch owned)', 'a b;c', '`touch owned`', '~/x'])(
    'is read from the very file %j',
    async (name) => {
      writeFileSync(join(folder, name.replaceAll('/', '_')), 'acme');
      const id = name.replaceAll('/', '_');
      const { stdout } = await printed('aws', registriesWith(withRole({ externalId: { from: 'file', id } })));
      expect(run(stdout)).toMatchObject({ status: 0, stderr: '' });
      expect(existsSync(join(folder, 'owned'))).toBe(false);
    },
  );
});

test('setup google prints words that sh takes as they are', async () => {
  const yaml = registriesWith({
    backends: { out: { ...GOOGLE, identity: 'gar' } },
    registries: [
      { host: 'us-docker.pkg.dev', identity: 'gar', image: 'my-project/models/a:b', publish: ['out'] },
    ],
  });
  const { stdout } = await printed('google', yaml);
  const { status, stderr, calls } = run(stdout);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(calls.find((words) => words.includes('create-aws'))).toContain(
    '--attribute-condition=attribute.aws_role in ["arn:aws:sts::444455556666:assumed-role/pullkeeper-prod-google-us-east-1"]',
  );
});

describe('snippet fal', () => {
  const HAS_PYTHON = spawnSync('python3', ['--version']).status === 0;
  const snippet = async (username: string) => {
    const yaml = JSON.stringify({
      backends: { fal: { type: 'fal', key: { from: 'env', id: 'FAL' } } },
      registries: [
        {
          host: 'ghcr.io',
          credentials: { username, password: { from: 'env', id: 'GHCR' } },
          publish: [{ backend: 'fal', name: 'GHCR_PASSWORD' }],
        },
      ],
    });
    writeFileSync(join(folder, 'registries.yml'), yaml);
    const { stdout } = await pullkeeper(['snippet', 'fal'], { cwd: folder });
    return stdout;
  };
  const USERS = ['a", "password"="b', "a'b", 'a\\', 'a#b', '"""', 'ü', 'a}{%s'];

  test.each(USERS)('is TOML that says what was meant for the user %j', async (username) => {
    const toml = (await snippet(username)).split('with the name of your app:\n\n')[1] ?? '';
    const strings = JSON.stringify(parseTOML(toml), (key, value) => (key === 'parent' ? undefined : value));
    expect(valuesIn(JSON.parse(strings))).toContain(username);
  });

  test.skipIf(!HAS_PYTHON).each(USERS)(
    'is Python that says so (skipped without python3): %j',
    async (username) => {
      const python = (await snippet(username)).split(/^# .*$/m)[1] ?? '';
      const script = `import ast,json,sys\nprint(json.dumps(ast.literal_eval(sys.stdin.read().split("=",1)[1].strip())))`;
      const { stdout } = spawnSync('python3', ['-c', script], { input: python, encoding: 'utf8' });
      expect(JSON.parse(stdout)).toEqual({ 'ghcr.io': { username, password: '$GHCR_PASSWORD' } });
    },
  );
});

function valuesIn(node: unknown): unknown[] {
  if (Array.isArray(node)) return node.flatMap(valuesIn);
  if (!isJsonObject(node)) return [];
  return [node.value, ...Object.values(node).flatMap(valuesIn)];
}
