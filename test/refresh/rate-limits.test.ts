import { expect, test } from 'vitest';
import { throttle } from '../../sandbox/faults.ts';
import { rehearse } from '../rehearse.ts';

const MINUTE = 60_000;
const ACCOUNTS = Array.from({ length: 12 }, (_, index) => String(111_000_000_000 + index));

const REGISTRIES = `
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries:
${ACCOUNTS.map((account) => `  - { host: ${account}.dkr.ecr.us-east-1.amazonaws.com, probe: off, publish: [aws] }`).join('\n')}
`;

/** An account may write 50 secrets a second, and eight at once are faster than that. */
test('secrets that are throttled three times in a row are published in the same run', async () => {
  const { report, sandbox } = await rehearse(REGISTRIES);
  for (const about of ACCOUNTS)
    sandbox.faults.add({ operation: 'CreateSecret', about, times: 3, fault: throttle });
  expect((await report()).counts).toMatchObject({ published: ACCOUNTS.length, failed: 0 });
}, 60_000);

test('more secrets than Secrets Manager takes in a second are created, and then written, in the same run', async () => {
  const awsRates = { CreateSecret: 4, 'PutSecretValue+UpdateSecret': 4 };
  const { report, sandbox } = await rehearse(REGISTRIES, { awsRates });
  for (const operation of ['CreateSecret', 'PutSecretValue']) {
    expect((await report({ force: true })).counts).toMatchObject({ published: ACCOUNTS.length, failed: 0 });
    expect(sandbox.calls.where({ operation, outcome: 'ok' })).toHaveLength(ACCOUNTS.length);
  }
});

/** Roles of one account in one region: each has a mint of its own. */
test('more mints than ECR takes in a second are minted in the same run', async () => {
  const roles = Array.from({ length: 24 }, (_, index) => `role-${index}`);
  const identities = roles.map(
    (name) => `  ${name}: { type: aws-role, roleArn: "arn:aws:iam::111122223333:role/${name}" }`,
  );
  const registries = roles.map(
    (name, index) =>
      `  - { host: ${ACCOUNTS[0]?.slice(0, -2)}${10 + index}.dkr.ecr.us-east-1.amazonaws.com, identity: ${name}, probe: off, publish: [file] }`,
  );
  const yaml = `identities:\n${identities.join('\n')}\nregistries:\n${registries.join('\n')}\n`;
  const { report, sandbox } = await rehearse(yaml, { awsRates: { GetAuthorizationToken: 6 } });
  expect((await report()).counts).toMatchObject({ published: roles.length, failed: 0 });
  expect(sandbox.calls.where({ service: 'ecr', outcome: 'ok' })).toHaveLength(roles.length);
});

test('a secret that was just made and is not found fails its publication, and the next run writes it', async () => {
  const { clock, report, sandbox } = await rehearse(REGISTRIES, { secretsAppearAfterMs: 10_000 });
  await report();
  const [name = ''] = sandbox.calls
    .where({ operation: 'CreateSecret' })
    .map(({ resource }) => resource ?? '');
  const before = sandbox.secret(name)?.value;
  const soon = await report({ force: true });
  expect(soon.publications[0]).toMatchObject({ outcome: 'failed', kind: 'unavailable' });
  expect(sandbox.secret(name)?.value).toBe(before);

  clock.advance(MINUTE);
  expect((await report({ force: true })).publications[0]).toMatchObject({ outcome: 'published' });
  expect(sandbox.secret(name)?.value).not.toBe(before);
});
