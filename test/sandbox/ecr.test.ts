import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { GetAuthorizationTokenCommand as GetPublicTokenCommand } from '@aws-sdk/client-ecr-public';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../../sandbox/clock.ts';
import { shortLived } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { clientsOf } from './clients.ts';

const NOON = new Date('2026-03-01T12:00:00.250Z');

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ clock: new MovableClock({ start: NOON, rate: 0 }) });
});
afterEach(() => sandbox.stop());

async function mint(region?: string) {
  const { ecr } = clientsOf(sandbox, region === undefined ? {} : { region });
  const { authorizationData = [] } = await ecr.send(new GetAuthorizationTokenCommand({}));
  return authorizationData[0];
}

describe('GetAuthorizationToken', () => {
  it('gives a token for twelve hours, by the clock of the sandbox', async () => {
    expect((await mint())?.expiresAt).toEqual(new Date('2026-03-02T00:00:00.250Z'));
  });

  it('gives base64 of AWS and a password as long as real ones are', async () => {
    const text = Buffer.from((await mint())?.authorizationToken ?? '', 'base64').toString();
    expect(text).toMatch(/^AWS:[A-Za-z0-9+/=]{2400}$/);
  });

  it('never gives the same token twice', async () => {
    expect((await mint())?.authorizationToken).not.toBe((await mint())?.authorizationToken);
  });

  it("names the caller's registry in the region that signed, whatever the environment says", async () => {
    expect((await mint('eu-west-1'))?.proxyEndpoint).toBe(
      'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    );
  });

  it.each([
    ['aws-cn', 'cn-north-1', 'amazonaws.com.cn'],
    ['aws-us-gov', 'us-gov-west-1', 'amazonaws.com'],
    ['aws-eusc', 'eusc-de-east-1', 'amazonaws.eu'],
    ['aws-iso-b', 'us-isob-east-1', 'sc2s.sgov.gov'],
  ])('serves %s for keys of that partition, under its own domain', async (partition, region, domain) => {
    const { credentials } = sandbox.addPrincipal({
      arn: `arn:${partition}:iam::123456789012:role/local`,
      allow: ['ecr:*'],
    });
    const { authorizationData } = await clientsOf(sandbox, { credentials, region }).ecr.send(
      new GetAuthorizationTokenCommand({}),
    );
    expect(authorizationData?.[0]?.proxyEndpoint).toBe(`https://123456789012.dkr.ecr.${region}.${domain}`);
  });

  it('lists the registries that were asked for, and notes that they were', async () => {
    const registryIds = ['111111111111', '222222222222'];
    const { authorizationData } = await clientsOf(sandbox).ecr.send(
      new GetAuthorizationTokenCommand({ registryIds }),
    );
    expect(authorizationData?.map(({ proxyEndpoint }) => proxyEndpoint)).toEqual([
      'https://111111111111.dkr.ecr.us-east-1.amazonaws.com',
      'https://222222222222.dkr.ecr.us-east-1.amazonaws.com',
    ]);
    expect(sandbox.calls.where({ service: 'ecr' })).toMatchObject([
      { resource: 'registryIds 111111111111,222222222222' },
    ]);
  });

  it('refuses who has not the right', async () => {
    const { credentials } = sandbox.addPrincipal({
      arn: 'arn:aws:iam::123456789012:role/idle',
      allow: ['ecr:BatchGetImage'],
    });
    const answer = clientsOf(sandbox, { credentials }).ecr.send(new GetAuthorizationTokenCommand({}));
    await expect(answer).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        /assumed-role\/idle\/sandbox is not authorized to perform: ecr:GetAuthorizationToken on resource: \*/,
      ),
    });
  });

  it('takes so many calls a second from an account in a region, and no more', async () => {
    await using busy = await startSandbox({ awsRates: { GetAuthorizationToken: 2 } });
    const { ecr } = clientsOf(busy);
    const mints = Array.from({ length: 24 }, () => ecr.send(new GetAuthorizationTokenCommand({})));
    const settled = await Promise.allSettled(mints);
    const refused = settled.filter((each) => each.status === 'rejected').map(({ reason }) => reason.name);
    expect(new Set(refused)).toEqual(new Set(['ThrottlingException']));
    const elsewhere = clientsOf(busy, { region: 'eu-west-1' }).ecr;
    await expect(elsewhere.send(new GetAuthorizationTokenCommand({}))).resolves.toBeDefined();
  });

  it('can be made to give a token that dies soon', async () => {
    sandbox.faults.add({ service: 'ecr', fault: shortLived(60_000) });
    expect((await mint())?.expiresAt).toEqual(new Date(NOON.getTime() + 60_000));
  });
});

describe('GetAuthorizationToken of ECR Public', () => {
  it('gives a single token, and no endpoint', async () => {
    const { authorizationData } = await clientsOf(sandbox).ecrPublic.send(new GetPublicTokenCommand({}));
    expect(authorizationData).toEqual({
      authorizationToken: expect.any(String),
      expiresAt: new Date('2026-03-02T00:00:00.250Z'),
    });
  });

  it('exists in us-east-1 alone', async () => {
    const answer = clientsOf(sandbox, { region: 'eu-west-1' }).ecrPublic.send(new GetPublicTokenCommand({}));
    await expect(answer).rejects.toMatchObject({ name: 'UnsupportedCommandException' });
  });

  it.each(['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'])(
    'needs more than %s',
    async (only) => {
      const { credentials } = sandbox.addPrincipal({
        arn: 'arn:aws:iam::123456789012:role/half',
        allow: [only],
      });
      const answer = clientsOf(sandbox, { credentials }).ecrPublic.send(new GetPublicTokenCommand({}));
      await expect(answer).rejects.toMatchObject({ name: 'AccessDeniedException' });
    },
  );
});
