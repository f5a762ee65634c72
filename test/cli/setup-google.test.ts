import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { setupGoogle } from '../../cli/commands/setup-google.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { roleNameOf } from '../../lib/deployment/names.ts';

const NAMES = { account: '123456789012', stage: 'prod', region: 'us-east-1' };
const POOL = 'projects/1234567890/locations/global/workloadIdentityPools/pullkeeper';
const setup = (yaml: string) => setupGoogle(compile(yaml, 'registries.yml'), NAMES).replaceAll(' \\\n ', '');

/** The code blocks of a page, in one language. */
function blocksOf(page: string, language: string): string[] {
  return [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, found, text]) =>
    found === language ? (text ?? '') : [],
  );
}

/** Without the indentation that a list gives to the blocks in it. */
const flush = (text: string) => text.replaceAll(/^ {3}/gm, '');

describe('docs/google.md', () => {
  const page = readFileSync('docs/google.md', 'utf8');

  test('shows the commands that are printed for its own registries.yml', () => {
    const [yaml = ''] = blocksOf(page, 'yaml');
    expect(blocksOf(page, 'sh')[1]).toBe(setupGoogle(compile(yaml, 'docs/google.md'), NAMES));
  });

  test('shows what is printed otherwise for a token that AWS signs', () => {
    const section = page.slice(page.indexOf('### With a token that AWS signs'));
    const [yaml = ''] = blocksOf(section, 'yaml');
    const printed = setupGoogle(compile(yaml, 'docs/google.md'), NAMES);
    const [shown = ''] = blocksOf(flush(section), 'sh');
    const parts = shown.trim().split('\n\n');

    expect(parts).toHaveLength(2);
    for (const part of parts) expect(printed).toContain(part);
    expect(printed).not.toMatch(/create-aws|attribute\.aws_role/);
  });
});

test.each([
  ['refreshArtifactRegistry', 'google'],
  ['refreshEcr', 'ecr'],
] as const)('the role of %s has the name that deploying gives it', (name, short) => {
  expect(roleNameOf(name, NAMES)).toBe(`pullkeeper-prod-${short}-us-east-1`);
});

describe('setup google', () => {
  test('has nothing to say where nothing of Google is named', () => {
    expect(setup('registries: [{ host: public.ecr.aws, publish: [file] }]')).toContain('nothing to set up');
  });

  test('lets every role in that writes to Google, also that of ECR', () => {
    const commands = setup(`
backends: { google: { type: google-secret-manager, project: my-project } }
identities: { gar: { type: google-workload-identity, provider: ${POOL}/providers/lambda } }
registries:
  - { host: public.ecr.aws, publish: [google] }
  - { host: gcr.io, identity: gar, image: my-project/llama:prod, publish: [google] }
`);
    const roles = ['ecr', 'google'].map(
      (short) => `arn:aws:sts::123456789012:assumed-role/pullkeeper-prod-${short}-us-east-1`,
    );
    expect(commands).toContain(`attribute.aws_role in ["${roles[0]}", "${roles[1]}"]`);
    for (const role of roles)
      expect(commands).toContain(
        `--member=principalSet://iam.googleapis.com/${POOL}/attribute.aws_role/${role}`,
      );
    expect(commands).toContain(
      'add-iam-policy-binding gcr.io --project=my-project --location=us --role=roles/artifactregistry.reader',
    );
  });

  test('lets the role pull by its own ARN that comes with a token of AWS and acts as nobody', () => {
    const commands = setup(`
identities: { gar: { type: google-workload-identity, provider: ${POOL}/providers/oidc, subjectToken: aws-web-identity } }
registries: [{ host: gcr.io, identity: gar, image: my-project/llama:prod, publish: [file] }]
`);
    expect(commands).toContain(
      `--member=principal://iam.googleapis.com/${POOL}/subject/arn:aws:iam::123456789012:role/pullkeeper-prod-google-us-east-1`,
    );
  });

  test('grants each role what it does itself, and not what others do as the same identity', () => {
    const commands = setup(`
backends:
  google: { type: google-secret-manager, project: my-project }
  baseten: { type: baseten, apiKey: { from: google-secret-manager, id: projects/my-project/secrets/baseten } }
identities: { gar: { type: google-workload-identity, provider: ${POOL}/providers/lambda } }
registries:
  - { host: public.ecr.aws, publish: [google] }
  - { host: gcr.io, identity: gar, image: my-project/llama:prod, publish: [google] }
  - { host: ghcr.io, credentials: { username: a, password: { from: env, id: A } }, publish: [baseten] }
`);
    const grantedTo = (what: string) =>
      commands
        .split('\n')
        .filter((line) => line.includes(what))
        .map((line) => /pullkeeper-prod-(\w+)-us-east-1$/.exec(line)?.[1]);

    expect(grantedTo('roles/artifactregistry.reader')).toEqual(['google']);
    expect(grantedTo('roles/pullkeeperSecrets')).toEqual(['ecr', 'google']);
    expect(grantedTo('roles/secretmanager.secretAccessor')).toEqual(['stored']);
  });

  test('grants along a chain of delegates', () => {
    const commands = setup(`
identities:
  gar:
    type: google-workload-identity
    provider: ${POOL}/providers/lambda
    serviceAccount: last@my-project.iam.gserviceaccount.com
    delegates: [first@other-project.iam.gserviceaccount.com]
registries:
  - { host: us-docker.pkg.dev, identity: gar, publish: [file] }
`);
    expect(commands).toMatch(
      /binding first@other-project\S+ --project=other-project --role=roles\/iam.serviceAccountTokenCreator --member=principalSet/,
    );
    expect(commands).toMatch(
      /binding last@my-project\S+ --project=my-project --role=roles\/iam.serviceAccountTokenCreator --member=serviceAccount:first@/,
    );
    expect(commands).toContain('registries.yml names no image there, so fill in project and repository');
  });

  test('enables the APIs of the pool in its own project', () => {
    const commands = setup(
      kept(`gar: { type: google-workload-identity, provider: ${POOL}/providers/lambda }`),
    );
    expect(commands).toMatch(/services enable iam\S+ sts\S+ iamcredentials\S+ --project=1234567890$/m);
  });

  test.each([
    ['us-docker.pkg.dev', 'example.com/my-project/models/llama', 'models'],
    ['gcr.io', 'example.com/my-project/llama', 'gcr.io'],
  ])('knows a project that is scoped to a domain at %s', (host, image, repository) => {
    const commands = setup(`
identities: { gar: { type: google-service-account-key, key: { from: env, id: GAR_KEY } } }
registries: [{ host: ${host}, identity: gar, image: '${image}:prod', publish: [file] }]
`);
    expect(commands).toMatch(
      new RegExp(`repositories add-iam-policy-binding ${repository} --project='?example.com:my-project'? `),
    );
  });

  test.each([
    ['us-gov-west-1', 'aws-us-gov'],
    ['cn-north-1', 'aws-cn'],
  ])('names the roles of %s by their partition', (region, partition) => {
    const yaml = kept(`gar: { type: google-workload-identity, provider: ${POOL}/providers/lambda }`);
    const commands = setupGoogle(compile(yaml, 'registries.yml'), { ...NAMES, region });
    expect(commands).toContain(
      `arn:${partition}:sts::123456789012:assumed-role/pullkeeper-prod-ecr-${region}`,
    );
    expect(commands).not.toContain('arn:aws:sts');
  });

  test('makes one role for writing in a project, whoever writes', () => {
    const commands = setup(`
backends:
  one: { type: google-secret-manager, project: my-project, identity: a }
  two: { type: google-secret-manager, project: my-project, identity: b, location: us-east1 }
identities:
  a: { type: google-workload-identity, provider: ${POOL}/providers/lambda, serviceAccount: a-writer@my-project.iam.gserviceaccount.com }
  b: { type: google-workload-identity, provider: ${POOL}/providers/lambda, serviceAccount: b-writer@my-project.iam.gserviceaccount.com }
registries: [{ host: public.ecr.aws, publish: [one, two] }]
`);
    expect(commands.match(/iam roles create/g)).toHaveLength(1);
    expect(commands.match(/roles\/pullkeeperSecrets --member=serviceAccount:[ab]-writer/g)).toHaveLength(2);
  });

  test('grants nothing in the marketplace', () => {
    const commands = setup(`
identities: { gar: { type: google-service-account-key, key: { from: env, id: GAR_KEY } } }
registries: [{ host: marketplace.gcr.io, identity: gar, image: google/llama:prod, publish: [file] }]
`);
    expect(commands).not.toContain('add-iam-policy-binding');
  });

  const hasGcloud = spawnSync('gcloud', ['--version']).status === 0;
  test.skipIf(!hasGcloud)(
    'prints no option that gcloud does not have (skipped without gcloud)',
    { timeout: 120_000 },
    async () => {
      const identity = `gar: { type: google-workload-identity, provider: ${POOL}/providers/lambda, serviceAccount: reader@my-project.iam.gserviceaccount.com }`;
      const yaml = kept(
        `${identity}, other: { type: google-workload-identity, provider: ${POOL}/providers/oidc, subjectToken: aws-web-identity }`,
      )
        .replace(
          'host: gcr.io, identity: gar',
          'host: us.gcr.io, identity: other, publish: [file] }\n  - { host: gcr.io, identity: gar',
        )
        .replace('publish: [file, baseten]', 'publish: [g, baseten]')
        .replace(
          'backends: {',
          'backends: { g: { type: google-secret-manager, project: my-project, identity: gar },',
        );
      const printed = setup(yaml)
        .split('\n')
        .filter((line) => line.startsWith('gcloud '))
        .map((line) => ({
          words: /^gcloud ((?:[a-z-]+ )+)/.exec(line)?.[1]?.trim() ?? '',
          options: [...line.matchAll(/ --([a-z-]+)=/g)].map(([, name]) => name),
        }));
      const commands = Map.groupBy(printed, ({ words }) =>
        words.replace(/ (?:puller|reader|baseten|ghcr)$/, ''),
      );
      expect(commands.size).toBeGreaterThan(6);
      for (const [words, lines] of commands) {
        const { stdout } = spawnSync('gcloud', [...words.split(' '), '--help'], { encoding: 'utf8' });
        const plain = stripVTControlCharacters(stdout);
        for (const option of lines.flatMap(({ options }) => options))
          expect(plain, `gcloud ${words}`).toContain(`--${option}`);
      }
    },
  );

  test('creates no pool for who comes with a key', () => {
    const commands = setup(`
identities: { gar: { type: google-service-account-key, key: { from: env, id: GAR_KEY } } }
registries: [{ host: us-docker.pkg.dev, identity: gar, image: p-project/r/i, publish: [file] }]
`);
    expect(commands).not.toContain('workload-identity-pools');
    expect(commands).toContain('--member=serviceAccount:ADDRESS_IN_THE_KEY');
  });

  test.each([
    [
      'github-actions',
      'https://token.actions.githubusercontent.com',
      'principalSet://iam.googleapis.com/POOL/attribute.repository/OWNER/REPOSITORY',
    ],
    [
      '{ from: file, id: /run/token }',
      'ISSUER_OF_THE_TOKEN',
      'principal://iam.googleapis.com/POOL/subject/SUBJECT_OF_THE_TOKEN',
    ],
  ])('lets in the subject of a token from %s', (subjectToken, issuer, member) => {
    const commands = setup(`
identities: { gar: { type: google-workload-identity, provider: ${POOL}/providers/oidc, subjectToken: ${subjectToken} } }
registries: [{ host: us-docker.pkg.dev, identity: gar, image: p-project/r/i, publish: [file] }]
`);
    expect(commands).toContain(`create-oidc ${POOL}/providers/oidc --issuer-uri=${issuer}`);
    expect(commands).toContain(
      `--role=roles/artifactregistry.reader --member=${member.replace('POOL', POOL)}`,
    );
    expect(commands).not.toContain('assumed-role');
  });

  test('creates no pool for Application Default Credentials, and grants to the login', () => {
    const commands = setup(`
identities: { gar: { type: google-application-default } }
registries: [{ host: us-docker.pkg.dev, identity: gar, image: p-project/r/i, publish: [file] }]
`);
    expect(commands).not.toContain('workload-identity-pools');
    expect(commands).toContain('--member=user:ADDRESS_OF_THE_LOGIN');
  });

  const kept = (identities: string) => `
backends: { baseten: { type: baseten, apiKey: { from: google-secret-manager, id: projects/other-project/secrets/baseten/versions/3, identity: gar } } }
identities: { ${identities} }
registries:
  - { host: public.ecr.aws, publish: [baseten] }
  - { host: gcr.io, identity: gar, image: my-project/llama:prod, publish: [file, baseten] }
  - host: ghcr.io
    credentials: { username: bot, password: { from: google-secret-manager, id: projects/my-project/locations/us-east1/secrets/ghcr, identity: gar } }
    publish: [file]
`;

  test('lets the secrets be read that registries.yml refers to, each by itself, by all who need them', () => {
    const commands = setup(
      kept(`gar: { type: google-workload-identity, provider: ${POOL}/providers/lambda }`),
    );
    const grants = (short: string, secret: string) =>
      `gcloud secrets add-iam-policy-binding ${secret} --role=roles/secretmanager.secretAccessor --member=principalSet://iam.googleapis.com/${POOL}/attribute.aws_role/arn:aws:sts::123456789012:assumed-role/pullkeeper-prod-${short}-us-east-1`;
    expect(commands).toContain('# Reading projects/other-project/secrets/baseten, which registries.yml');
    expect(commands).toContain(grants('ecr', 'baseten --project=other-project'));
    expect(commands).toContain(grants('google', 'baseten --project=other-project'));
    expect(commands).toContain(grants('stored', 'ghcr --project=my-project --location=us-east1'));
    expect(commands.match(/# Reading /g)).toHaveLength(2);
    expect(commands).not.toContain(grants('stored', 'baseten --project=other-project'));
    for (const project of ['my-project', 'other-project'])
      expect(commands).toMatch(new RegExp(`services enable .* secretmanager\\S+ --project=${project}$`, 'm'));
    expect(commands).toContain('pullkeeper-prod-stored-us-east-1"');
  });

  test('lets the service account read that is acted as, once', () => {
    const commands = setup(
      kept(
        `gar: { type: google-workload-identity, provider: ${POOL}/providers/lambda, serviceAccount: reader@my-project.iam.gserviceaccount.com }`,
      ),
    );
    expect(commands.match(/binding baseten .*/g)).toEqual([
      'binding baseten --project=other-project --role=roles/secretmanager.secretAccessor --member=serviceAccount:reader@my-project.iam.gserviceaccount.com',
    ]);
  });
});
