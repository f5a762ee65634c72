import { expect, test, vi } from 'vitest';
import { artifactRegistrySource } from '../../lib/sources/artifact-registry/source.ts';
import { asServiceAccount, DIRECT } from './identities.ts';
import { googleWorld, HOST, POOL, PROVIDER, PULLER, REPOSITORY } from './world.ts';

const signal = () => AbortSignal.timeout(15_000);
const roleOf = (partition: string) => `arn:${partition}:sts::123456789012:assumed-role/pullkeeper`;
const memberOf = (role: string) => `principalSet://iam.googleapis.com/${POOL}/attribute.aws_role/${role}`;

/** The sandbox believes only the STS that a region really has, and credentials of its own partition. */
test.each([
  ['an ordinary region', 'eu-west-1', 'aws', 'false'],
  ['a region with FIPS', 'us-east-1', 'aws', 'true'],
  ['GovCloud', 'us-gov-west-1', 'aws-us-gov', 'true'],
  ['China', 'cn-northwest-1', 'aws-cn', 'false'],
  ['the European sovereign cloud', 'eusc-de-east-1', 'aws-eusc', 'false'],
])('a function in %s gets a token that pulls', async (_, region, partition, fips) => {
  const role = roleOf(partition);
  const { sandbox, machine } = await googleWorld({
    providers: [{ name: PROVIDER, account: '123456789012', roles: [role] }],
    bindings: [{ member: memberOf(role), role: 'roles/artifactregistry.reader' }],
  });
  const arn = `arn:${partition}:iam::123456789012:role/pullkeeper`;
  const { credentials } = sandbox.addPrincipal({ arn, allow: [] });
  vi.stubEnv('AWS_REGION', region);
  vi.stubEnv('AWS_USE_FIPS_ENDPOINT', fips);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', credentials.sessionToken);

  const { username, password } = await artifactRegistrySource(DIRECT, machine).mint(signal());

  const auth = Buffer.from(`${username}:${password.reveal()}`).toString('base64');
  expect(await sandbox.pull(HOST, REPOSITORY, 'prod', auth)).toMatchObject({ pulled: true });
});

/** The sandbox has its services under this domain alone. */
test.each([
  ['a federated identity', DIRECT, ['google-sts']],
  ['a service account', asServiceAccount(PULLER), ['google-sts', 'iamcredentials']],
])('%s of another universe gets its token there', async (_, identity, services) => {
  const universeDomain = 'apis-s3ns.example';
  const { sandbox, machine } = await googleWorld({ universeDomain });
  const elsewhere = { ...identity, base: { ...identity.base, universeDomain } };

  await artifactRegistrySource(elsewhere, machine).mint(signal());

  expect(sandbox.calls.where({ outcome: 'ok' }).map(({ service }) => service)).toEqual(services);
});
