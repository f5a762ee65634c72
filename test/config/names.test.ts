import { describe, expect, test } from 'vitest';
import {
  EXTERNAL_ID,
  problemWithAwsSecretId,
  problemWithKmsKey,
  problemWithRegion,
  problemWithStage,
} from '../../lib/config/schema/aws-names.ts';
import {
  problemWithGoogleLabel,
  problemWithLocation,
  problemWithProject,
  problemWithProvider,
  problemWithServiceAccount,
  problemWithUniverse,
} from '../../lib/config/schema/google-names.ts';
import { secretVersionNamed } from '../../lib/config/schema/google-secret-name.ts';
import { problemWithSecretVersion } from '../../lib/config/schema/google-secret-version.ts';

const AT_AWS = 'arn:aws:secretsmanager:us-east-1:123456789012:secret';
const KMS = 'arn:aws:kms:us-east-1:123456789012';
const POOL = 'projects/123/locations/global/workloadIdentityPools';

interface Names {
  problem: (name: string) => string | undefined;
  takes: string[];
  refuses: string[];
}

const NAMES: Record<string, Names> = {
  'a secret in AWS': {
    problem: problemWithAwsSecretId,
    takes: [
      'pull/ghcr.io_a+b=c@d-e',
      's'.repeat(512),
      `${AT_AWS}:pull/ghcr-AbCd12`,
      'arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:a-AbCd12',
    ],
    refuses: [
      ...['', '*', 'a b', 'a*', 'a:b', 's'.repeat(513), 'a\n'],
      ...[
        `${AT_AWS}:pull`,
        `${AT_AWS}:pull-AbCd1`,
        `${AT_AWS}:*-AbCd12`,
        `${AT_AWS}:a-AbCd12:b`,
        ` ${AT_AWS}:a-AbCd12`,
      ],
      `${AT_AWS}:a-AbCd12`.replace('us-east-1', 'cn-north-1'),
      `${AT_AWS}:a-AbCd12`.replace('us-east-1', 'us-esat-1'),
      `${AT_AWS}:a-AbCd12`.replace('us-east-1', ''),
      `${AT_AWS}:a-AbCd12`.replace('123456789012', '12345678901'),
      `${AT_AWS}:a-AbCd12`.replace('secretsmanager', 'ssm'),
      `${AT_AWS}:a-AbCd12`.replace(':secret:', ':x:secret:'),
      `${AT_AWS}:a-AbCd12`.replace('arn:', 'arn:x:'),
    ],
  },
  'a key of KMS': {
    problem: problemWithKmsKey,
    takes: [
      ...['1234abcd-12ab', 'mrk-1', 'alias/mine', 'alias/aws/secretsmanager', `${KMS}:key/1234-ab`],
      ...[`${KMS}:alias/mine_2`, `alias/${'a'.repeat(250)}`, 'k'.repeat(64)],
    ],
    refuses: [
      ...['key/1234', 'alias/', 'alias/a*', 'alias/a b', 'xalias/mine', 'a/b', '*', 'k'.repeat(65)],
      ...[`alias/${'a'.repeat(251)}`, `${KMS}:key/`, `${KMS}:key/*`, `${KMS}:key/a b`, `${KMS}:x/key/1234`],
      `${KMS}:key/1234`.replace(':kms:', ':s3:'),
      `${KMS}:key/1234`.replace('us-east-1', 'cn-north-1'),
      `${KMS}:alias/mine:x`,
    ],
  },
  'an external id': {
    problem: (text) => (EXTERNAL_ID.test(text) ? undefined : 'not an external id'),
    takes: ['ab', 'acme:pull+=,.@/-_', 'a'.repeat(1_224)],
    refuses: ['', 'a', 'a b', 'a*', ' ab', 'ab ', 'a'.repeat(1_225)],
  },
  'a region of AWS': {
    problem: problemWithRegion,
    takes: ['us-east-1', 'cn-north-1'],
    refuses: ['', 'us-esat-1', 'us-east-1a', 'US-EAST-1'],
  },
  'a stage': {
    problem: problemWithStage,
    takes: ['a', 'dev', 'dev-2', 'A1', 's'.repeat(29)],
    refuses: ['', '-dev', 'dev-', 'de_v', 'de v', 's'.repeat(30), 'dev\n'],
  },
  'a provider at Google': {
    problem: problemWithProvider,
    takes: [`${POOL}/aws/providers/lambda-1`, `${POOL}/${'p'.repeat(32)}/providers/b`],
    refuses: [
      ...['', 'lambda', `${POOL}/aws`, `${POOL}/aws/providers/`, `${POOL}/aws/providers/b/c`],
      ...[
        `//iam.googleapis.com/${POOL}/aws/providers/b`,
        `https://iam.googleapis.com/${POOL}/aws/providers/b`,
      ],
      `${POOL}/aws/providers/b`.replace('123', 'acme-1'),
      `${POOL}/aws/providers/b`.replace('123', '1acme'),
      `${POOL}/aws/providers/b`.replace('123', 'acme1'),
      `${POOL}/aws/providers/b`.replace('global', 'us-east1'),
      ...[`${POOL}/gcp-aws/providers/b`, `${POOL}/aws/providers/gcp-b`, `${POOL}/AWS/providers/b`],
      ...[`${POOL}/aws/providers/B`, `${POOL}/aws/providers/b*`, `${POOL}/${'p'.repeat(33)}/providers/b`],
    ],
  },
  'a service account': {
    problem: problemWithServiceAccount,
    takes: [
      'puller@my-project.iam.gserviceaccount.com',
      'puller@my-project.example.com.iam.gserviceaccount.com',
      'my-project@appspot.gserviceaccount.com',
      '123-compute@developer.gserviceaccount.com',
    ],
    refuses: [
      ...['', 'puller', 'me@example.com', 'puller@gserviceaccount.com', '-p@a.iam.gserviceaccount.com'],
      ...[
        'p@a.iam.gserviceaccount.com.evil.example',
        'x p@a.iam.gserviceaccount.com',
        'P@a.iam.gserviceaccount.com',
      ],
      'serviceAccount:p@a.iam.gserviceaccount.com',
      'projects/a/serviceAccounts/p@a.iam.gserviceaccount.com',
    ],
  },
  'a project of Google': {
    problem: problemWithProject,
    takes: ['my-project', 'a23456', 'example.com:my-project', '123456', 'p'.repeat(30)],
    refuses: [
      ...['', 'short', 'My-project', '1project', 'my-project-', 'my_project', 'p'.repeat(31), '12345'],
      ...['projects/my-project', ' my-project', 'my-project ', 'x:my-project', '123456x', 'x123456 '],
    ],
  },
  'a region of Google': {
    problem: problemWithLocation,
    takes: ['us-central1', 'europe-west12'],
    refuses: ['', 'us', 'global', 'us-central', 'us-central1-a'],
  },
  'the domain of a universe': {
    problem: problemWithUniverse,
    takes: ['googleapis.com', 'apis-s3ns.fr', 'a.b.example'],
    refuses: [
      '',
      'googleapis',
      'googleapis.',
      '.com',
      'https://googleapis.com',
      'googleapis.com/',
      'a.b.c',
      'A.com',
    ],
  },
  'the key of a label': {
    problem: (key) => problemWithGoogleLabel(key, ''),
    takes: ['team', 'équipe', 't-1_2', 'k'.repeat(63)],
    refuses: ['', 'Team', '1team', 'managed-by', 'my team', 'k'.repeat(64), ' team'],
  },
  'the value of a label': {
    problem: (value) => problemWithGoogleLabel('team', value),
    takes: ['', 'ml', '1-ml_2', 'v'.repeat(63)],
    refuses: ['ML', 'm l', 'ml ', ' ml', 'v'.repeat(64)],
  },
  'a secret in Google Secret Manager, perhaps with its version': {
    problem: problemWithSecretVersion,
    takes: [
      'projects/my-project/secrets/kept',
      `projects/my-project/secrets/${'k'.repeat(255)}`,
      'projects/my-project/secrets/kept/versions/latest',
      'projects/my-project/secrets/kept/versions/10',
      `projects/my-project/secrets/kept/versions/v${'1'.repeat(62)}`,
      'projects/my-project/locations/us-central1/secrets/kept/versions/2',
    ],
    refuses: [
      ...['', 'kept', 'x/projects/my-project/secrets/kept', 'projects/my-project/secrets/kept/x'],
      ...['projects/short/secrets/kept', 'projects/my-project/locations/us/secrets/kept'],
      ...[
        'projects/my-project/secrets/ke.pt',
        'projects/my-project/secrets/.kept',
        'projects/my-project/secrets/kept.',
      ],
      `projects/my-project/secrets/${'k'.repeat(256)}`,
      ...['0', '01', '1x', '-1', 'a.b', '_a', `v${'1'.repeat(63)}`].map(
        (version) => `projects/my-project/secrets/kept/versions/${version}`,
      ),
      '//secretmanager.googleapis.com/projects/my-project/secrets/kept',
      'https://secretmanager.googleapis.com/v1/projects/my-project/secrets/kept',
      'projects/my-project/secrets/kept/versions/1:access',
    ],
  },
};

describe.each(Object.entries(NAMES))('as %s', (_, { problem, takes, refuses }) => {
  test.each(takes)('%j is taken', (name) => expect(problem(name)).toBeUndefined());
  test.each(refuses)('%j is refused', (name) => expect(problem(name)).toEqual(expect.any(String)));
});

test.each([
  [problemWithProvider, `https://iam.googleapis.com/${POOL}/aws`, `write "${POOL}/aws", without`],
  [problemWithProvider, `//iam.googleapis.com/${POOL}/aws`, `write "${POOL}/aws", without`],
  [problemWithServiceAccount, 'serviceAccount:p@a.iam.gserviceaccount.com', 'p@a.iam.gserviceaccount.com'],
  [
    problemWithServiceAccount,
    'projects/-/serviceAccounts/p@a.iam.gserviceaccount.com',
    ': p@a.iam.gserviceaccount.com',
  ],
  [problemWithServiceAccount, 'x:p@a.iam.gserviceaccount.com', 'not a service account'],
  [problemWithProject, 'projects/my-project', 'leave projects/ out: "my-project"'],
  [problemWithRegion, 'us-esat-1', 'us-east-1'],
  [problemWithLocation, 'us-central', 'us-central1'],
  [
    problemWithSecretVersion,
    'https://secretmanager.googleapis.com/v1/projects/my-project/secrets/kept/versions/1:access',
    'write "projects/my-project/secrets/kept/versions/1", without',
  ],
  [
    problemWithSecretVersion,
    '//secretmanager.us-east1.rep.googleapis.com/projects/my-project/secrets/kept',
    'write "projects/',
  ],
  [
    problemWithSecretVersion,
    'see https://secretmanager.googleapis.com/v1/projects/p/secrets/kept',
    'not a secret',
  ],
])('what to write instead is said: %o, %s', (problem, name, says) => {
  expect(problem(name)).toContain(says);
});

test('the name of a secret at Google is split into its parts, and the version is the latest unless it says one', () => {
  const regional = 'projects/my-project/locations/us-central1/secrets/kept';
  expect(secretVersionNamed('projects/my-project/secrets/kept')).toEqual({
    secret: 'projects/my-project/secrets/kept',
    project: 'my-project',
    name: 'kept',
    version: 'latest',
  });
  expect(secretVersionNamed(`${regional}/versions/2`)).toEqual({
    secret: regional,
    project: 'my-project',
    location: 'us-central1',
    name: 'kept',
    version: '2',
  });
});
