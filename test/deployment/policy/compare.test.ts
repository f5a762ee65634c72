import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, isExact, type Need } from '../../../lib/deployment/policy/compare.ts';
import { parsePolicy } from '../../../lib/deployment/policy/document.ts';

const REPOSITORY = 'arn:aws:ecr:us-east-1:111122223333:repository';
const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:a-??????';
const NEEDS: Need[] = [
  { action: 'ecr:GetAuthorizationToken', resource: '*' },
  { action: 'ecr:BatchGetImage', resource: `${REPOSITORY}/*` },
  { action: 'secretsmanager:PutSecretValue', resource: SECRET },
];

interface Written {
  Sid?: string;
  Effect?: string;
  [element: string]: unknown;
}

const read = (...statements: Written[]) =>
  parsePolicy(
    JSON.stringify({ Statement: statements.map((each) => ({ Effect: 'Allow', ...each })) }),
    'policy.json',
  );
const EXACT: Written[] = [
  { Action: 'ecr:GetAuthorizationToken', Resource: '*' },
  { Action: ['ecr:BatchGetImage'], Resource: [`${REPOSITORY}/*`] },
  { Action: 'secretsmanager:PutSecretValue', Resource: SECRET },
];
const against = (...statements: Written[]) => compare(read(...statements), NEEDS);
const more = (...statements: Written[]) => against(...statements).statements.flatMap((each) => each.more);

describe('a policy that grants what is needed', () => {
  test('is neither more nor less', () => {
    expect(against(...EXACT)).toEqual({
      statements: [1, 2, 3].map((number) => ({ name: `statement ${number}`, more: [], unsure: [] })),
      missing: [],
      unsure: [],
    });
  });

  test('may grant it in pieces', () => {
    const [mint = {}, , write = {}] = EXACT;
    const halves = ['a*', '?*'].map((end) => ({
      Action: 'ecr:BatchGetImage',
      Resource: `${REPOSITORY}/${end}`,
    }));
    const empty = { Action: 'ecr:BatchGetImage', Resource: `${REPOSITORY}/` };
    expect(against(mint, write, ...halves, empty)).toMatchObject({ missing: [] });
  });
});

describe('a policy that grants more', () => {
  test.each<[what: string, Written, said: string]>([
    ['an action that nothing needs', { Action: 'ecr:PutImage', Resource: '*' }, 'ecr:PutImage: not needed'],
    [
      'all actions of a service',
      { Action: 'ecr:*', Resource: '*' },
      'ecr:*: needed are ecr:GetAuthorizationToken, ecr:BatchGetImage',
    ],
    ['everything', { Action: '*', Resource: '*' }, '*: needed are '],
    [
      'every repository of every account',
      { Action: 'ecr:BatchGetImage', Resource: 'arn:aws:ecr:*:*:repository/*' },
      `ecr:BatchGetImage on arn:aws:ecr:*:*:repository/*: needed on ${REPOSITORY}/*`,
    ],
    [
      'a secret with a longer name',
      { Action: 'secretsmanager:PutSecretValue', Resource: SECRET.replace('-??????', '*') },
      'needed on arn:aws:secretsmanager',
    ],
    ['all but some actions', { NotAction: 'iam:*', Resource: '*' }, 'every action but iam:*'],
    [
      'all but some resources',
      { Action: 'ecr:BatchGetImage', NotResource: `${REPOSITORY}/x` },
      `ecr:BatchGetImage on everything but ${REPOSITORY}/x`,
    ],
  ])('is told: %s', (_, statement, said) => {
    expect(more(statement)).toEqual([expect.stringContaining(said)]);
  });

  test('is judged statement by statement, by the name that each has', () => {
    const [, judgement] = against(
      { ...EXACT[0] },
      { Sid: 'TooMuch', Action: 's3:*', Resource: '*' },
    ).statements;
    expect(judgement).toEqual({
      name: 'statement 2 (TooMuch)',
      more: ['s3:*: not needed'],
      unsure: [],
    });
  });

  test('is not told of what a statement denies again', () => {
    const denial = { Effect: 'Deny', Action: 'ecr:Put*', Resource: '*' };
    expect(more({ Action: 'ecr:PutImage', Resource: '*' }, denial)).toEqual([]);
    expect(
      more({ Action: 'ecr:PutImage', Resource: '*' }, { ...denial, Resource: `${REPOSITORY}/a` }),
    ).toHaveLength(1);
    expect(
      more({ Action: 'ecr:PutImage', Resource: '*' }, { ...denial, Condition: { Bool: {} } }),
    ).toHaveLength(1);
  });

  test('is not judged where a condition or a variable may narrow it', () => {
    for (const statement of [
      { Action: 's3:*', Resource: '*', Condition: { StringEquals: { 'aws:SourceIp': '10.0.0.0/8' } } },
      { Action: 's3:GetObject', Resource: `arn:aws:s3:::bucket/\${aws:username}/*` },
    ]) {
      const [judgement] = against(statement).statements;
      expect(judgement).toMatchObject({
        more: [],
        unsure: [expect.stringContaining('unless a condition')],
      });
    }
  });

  test('is told where the condition is missing under which something is needed', () => {
    const condition = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/models' } };
    const needs = [{ action: 'kms:Decrypt', resource: 'arn:aws:kms:us-east-1:1:key/*', condition }];
    const grant = { Action: 'kms:Decrypt', Resource: 'arn:aws:kms:us-east-1:1:key/*' };
    expect(compare(read(grant), needs).statements[0]?.more).toEqual([
      expect.stringContaining('alias/models'),
    ]);
    expect(compare(read({ ...grant, Condition: condition }), needs)).toMatchObject({
      statements: [{ more: [], unsure: [] }],
      missing: [],
      unsure: [],
    });
  });
});

describe('a policy that grants less', () => {
  test('is told need by need', () => {
    expect(against(...EXACT.slice(0, 2)).missing).toEqual([`secretsmanager:PutSecretValue on ${SECRET}`]);
    expect(against({ ...EXACT[1], Resource: `${REPOSITORY}/models/*` }).missing).toContain(
      `ecr:BatchGetImage on ${REPOSITORY}/*`,
    );
  });

  test('is told where it denies what it allows', () => {
    const denial = { Sid: 'No', Effect: 'Deny', Action: 'ecr:*', Resource: `${REPOSITORY}/secret` };
    expect(against(...EXACT, denial).missing).toEqual([
      `ecr:BatchGetImage on ${REPOSITORY}/*: statement 4 (No) denies it`,
    ]);
    expect(against(...EXACT, { ...denial, NotAction: 'ecr:*', Action: undefined }).missing).toEqual([]);
    expect(
      against(...EXACT, { ...denial, Resource: undefined, NotResource: `${REPOSITORY}/*` }).missing,
    ).toEqual(['ecr:GetAuthorizationToken on *: statement 4 (No) denies it']);
  });

  test('is not judged under a condition', () => {
    const Condition = { Bool: { 'aws:SecureTransport': 'true' } };
    const [mint = {}, ...rest] = EXACT;
    expect(against({ ...mint, Condition }, ...rest)).toMatchObject({
      missing: [],
      unsure: ['ecr:GetAuthorizationToken on *: allowed only under a condition'],
    });
    expect(against(...EXACT, { Effect: 'Deny', Action: '*', Resource: '*', Condition })).toMatchObject({
      missing: [],
      unsure: NEEDS.map(({ action }) => expect.stringContaining(action)),
    });
  });
});

const MOTO = ['python3', ['test/deployment/policy/moto_policies.py']] as const;
const hasMoto = spawnSync(...MOTO, { input: '', timeout: 60_000 }).status === 0;

describe.skipIf(!hasMoto)('beside moto, which others wrote (skipped without python3 and moto)', () => {
  const part = fc.constantFrom('a', 'b', 'ab', 'a*', '*b', '*', '*a*');
  const action = part.map((name) => `ecr:${name}`);
  const resource = fc.oneof(
    fc.constant('*'),
    part.map((name) => `${REPOSITORY}/${name}`),
  );
  const patterns = (one: fc.Arbitrary<string>) => fc.array(one, { minLength: 1, maxLength: 3 });
  const statement = fc
    .record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      element: fc.constantFrom('Action', 'Action', 'NotAction'),
      actions: patterns(action),
      Resource: patterns(resource),
    })
    .map(({ element, actions, ...rest }) => ({ ...rest, [element]: actions }));
  const named = fc.constantFrom('a', 'b', 'ab', 'ba', 'aab', 'c');
  const question = fc.record({
    policy: fc.record({ Statement: fc.array(statement, { minLength: 1, maxLength: 4 }) }),
    action: named.map((name) => `ecr:${name}`),
    resource: named.map((name) => `${REPOSITORY}/${name}`),
  });

  test('allows the same', () => {
    const questions = fc.sample(question, 500);
    const input = questions.map((each) => JSON.stringify(each)).join('\n');
    const answers = spawnSync(...MOTO, { input, encoding: 'utf8' })
      .stdout.trim()
      .split('\n');

    expect(new Set(answers)).toEqual(new Set(['true', 'false']));
    const ours = questions.map(({ policy, ...need }) => {
      const { missing } = compare(parsePolicy(JSON.stringify(policy), 'it'), [need]);
      return String(missing.length === 0);
    });
    expect(ours).toEqual(answers);
  });
});

describe('a policy is exact', () => {
  const isExactly = (...statements: Written[]) => isExact(compare(read(...statements), NEEDS));
  const [first, ...others] = EXACT;

  test('if it grants what is needed, and nothing else', () => {
    expect(isExactly(...EXACT)).toBe(true);
  });

  test('not if a right is missing, in all its statements', () => {
    expect(isExactly(...others)).toBe(false);
  });

  test('not if one of its statements grants more', () => {
    expect(isExactly(...EXACT, { Action: 'ecr:PutImage', Resource: '*' })).toBe(false);
    expect(isExactly({ ...first, Action: 'ecr:*' }, ...others)).toBe(false);
  });
});
