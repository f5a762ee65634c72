import { afterEach, describe, expect, it, vi } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { openSource } from '../../lib/sources/index.ts';
import { issuerOf } from '../../sandbox/aws/web-identity.ts';
import { type Fault, garbage, hang, shortLived, status, throttle } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { Authority } from '../../sandbox/tls/certificate.ts';
import { type AzureApplication, type AzureOptions, azure } from '../../sandbox/tokens/azure.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';

const HOST = 'acme.azurecr.io';
const TENANT = '11111111-1111-1111-1111-111111111111';
const CLIENT = '22222222-2222-2222-2222-222222222222';
const SECRET = 'not-a-real-secret-of-entra';
const FEDERATED = {
  issuer: issuerOf('123456789012'),
  subject: 'arn:aws:iam::123456789012:role/pullkeeper',
  audience: 'api://AzureADTokenExchange',
};
const pem = new Authority('pullkeeper', 'rsa');
const otherPem = new Authority('other', 'rsa');

let sandbox: Sandbox;
afterEach(async () => {
  vi.unstubAllEnvs();
  await sandbox.stop();
});

interface How {
  proof?: string;
  host?: string;
  application?: Partial<AzureApplication>;
  azureOptions?: Partial<AzureOptions>;
  variables?: Record<string, string>;
}

const BY_SECRET = 'clientSecret: { from: env, id: ENTRA_SECRET }';
const BY_CERTIFICATE = 'certificate: { from: env, id: ENTRA_PEM }';
const BY_ROLE = 'subjectToken: aws-web-identity';

async function sourceOf({ proof = BY_SECRET, host = HOST, application, azureOptions, variables }: How = {}) {
  const known = {
    tenant: TENANT,
    clientId: CLIENT,
    secret: SECRET,
    certificate: pem.cert,
    federated: FEDERATED,
    mayPull: [host],
    ...application,
  };
  sandbox = await startSandbox({
    webIdentity: true,
    tokenServices: [azure({ applications: [known], ...azureOptions })],
    images: known.mayPull.map((each) => ({ host: each, repository: 'models/llama', tag: 'prod' })),
  });
  const environment = { ...sandbox.environment(), ENTRA_SECRET: SECRET, ENTRA_PEM: `${pem.cert}${pem.key}` };
  for (const [name, value] of Object.entries({ ...environment, ...variables })) vi.stubEnv(name, value);
  const { registries } = compile(
    `registries: [{ host: ${host}, source: { type: azure-acr, tenant: ${TENANT}, clientId: ${CLIENT}, ${proof} }, publish: [file] }]`,
    'registries.yml',
  );
  const [registry] = registries;
  if (registry === undefined) throw new Error('no registry');
  const machine = { env: process.env, now: () => sandbox.clock.now() };
  return openSource(registry.source, machine);
}

const mint = async (how?: How, ms = 15_000) => (await sourceOf(how)).mint(AbortSignal.timeout(ms));

describe('a token for Azure Container Registry', () => {
  it.each([
    ['a client secret', BY_SECRET],
    ['a certificate', BY_CERTIFICATE],
    ['the AWS role of the function, and no stored secret', BY_ROLE],
  ])('is minted with %s, pulls, and says when it expires', async (_, proof) => {
    const { username, password, expiresAt, mintedAt } = await mint({ proof });
    expect(username).toBe('00000000-0000-0000-0000-000000000000');
    const lifeMs = (expiresAt?.getTime() ?? 0) - mintedAt.getTime();
    expect(Math.round(lifeMs / 60_000)).toBe(75);
    const auth = Buffer.from(`${username}:${password.reveal()}`).toString('base64');
    expect(await sandbox.pull(HOST, 'models/llama', 'prod', auth)).toMatchObject({ pulled: true });
    sandbox.clock.advance(76 * 60_000);
    expect(await sandbox.pull(HOST, 'models/llama', 'prod', auth)).toMatchObject({ pulled: false });
  });

  it.each([
    ['acme.azurecr.us', 'api://AzureADTokenExchangeUSGov'],
    ['acme.azurecr.cn', 'api://AzureADTokenExchangeChina'],
  ])('is minted in the sovereign cloud of %s', async (host, audience) => {
    const source = await sourceOf({
      host,
      proof: BY_ROLE,
      application: { federated: { ...FEDERATED, audience } },
    });
    await expect(source.mint(AbortSignal.timeout(50_000))).resolves.toBeDefined();
    expect(sandbox.calls.where({ operation: 'GetWebIdentityToken' })[0]?.resource).toBe(audience);
  });

  it('has the life that its service gives it, however short', async () => {
    const source = await sourceOf();
    sandbox.faults.add({ operation: 'acr exchange', fault: shortLived(600_000) });
    const { expiresAt, mintedAt } = await source.mint(AbortSignal.timeout(50_000));
    expect(Math.round(((expiresAt?.getTime() ?? 0) - mintedAt.getTime()) / 60_000)).toBe(10);
  });

  it('is fresh on every mint', async () => {
    const source = await sourceOf();
    const [one, two] = [
      await source.mint(AbortSignal.timeout(50_000)),
      await source.mint(AbortSignal.timeout(50_000)),
    ];
    expect(one.password.reveal()).not.toBe(two.password.reveal());
  });
});

describe('a refusal of Azure', () => {
  it.each<[what: string, how: How, kind: string, says: RegExp, hint: RegExp]>([
    [
      'of the secret',
      { variables: { ENTRA_SECRET: 'another-secret-altogether' } },
      'denied',
      /rejects the client secret in ENTRA_SECRET/,
      /make a new client secret and set the variable/,
    ],
    [
      'of a certificate that the application does not have',
      { proof: BY_CERTIFICATE, variables: { ENTRA_PEM: `${otherPem.cert}${otherPem.key}` } },
      'denied',
      /does not know the certificate in ENTRA_PEM/,
      /add the certificate/,
    ],
    [
      'of a role that no federated credential names',
      { proof: BY_ROLE, application: { federated: { ...FEDERATED, subject: 'arn:aws:iam::1:role/other' } } },
      'denied',
      /no federated credential of the application fits the AWS role/,
      /api:\/\/AzureADTokenExchange/,
    ],
    [
      'of an issuer that it does not trust',
      { proof: BY_ROLE, application: { federated: { ...FEDERATED, issuer: 'https://other.example' } } },
      'denied',
      /no federated credential/,
      /issuer, subject and audience/,
    ],
    [
      'of another audience',
      { proof: BY_ROLE, application: { federated: { ...FEDERATED, audience: 'api://other' } } },
      'denied',
      /no federated credential/,
      /audience/,
    ],
    [
      'of an unknown application',
      { application: { clientId: TENANT } },
      'invalid',
      /has no application/,
      /compare clientId and tenant/,
    ],
    [
      'of an unknown tenant',
      { application: { tenant: CLIENT } },
      'invalid',
      /there is no tenant/,
      /correct tenant/,
    ],
    [
      'for want of a role on the registry',
      { application: { mayPull: ['other.azurecr.io'] } },
      'denied',
      /Azure Container Registry rejects/,
      /role AcrPull/,
    ],
    [
      'of a token for ARM',
      { azureOptions: { withoutArm: [HOST] } },
      'denied',
      /Azure Container Registry rejects/,
      /scope: acr/,
    ],
  ])('%s says what to do', async (_, how, kind, says, hint) => {
    const failure = await failureOf(mint(how));
    expect([failure.kind, failure.message, failure.hint]).toEqual([
      kind,
      expect.stringMatching(says),
      expect.stringMatching(hint),
    ]);
    expectSilence(failure, how.variables?.ENTRA_SECRET ?? SECRET);
  });

  it('of a token for ARM is avoided by asking for another', async () => {
    await expect(
      mint({ proof: `${BY_SECRET}, scope: acr`, azureOptions: { withoutArm: [HOST] } }),
    ).resolves.toBeDefined();
  });

  it.each([
    ['only a certificate', pem.cert],
    ['a key of another certificate', `${pem.cert}${otherPem.key}`],
    ['something else', 'canary-of-a-key'],
  ])('is not needed where %s is stored', async (_, stored) => {
    const failure = await failureOf(mint({ proof: BY_CERTIFICATE, variables: { ENTRA_PEM: stored } }));
    expect([failure.kind, failure.message]).toEqual([
      'invalid',
      expect.stringContaining('ENTRA_PEM (env) does not hold'),
    ]);
    expectSilence(failure, stored);
    expect([...sandbox.calls]).toEqual([]);
  });
});

describe.each(['entra token', 'acr exchange'])('%s', (operation) => {
  it.each<[what: string, fault: Fault, times: number]>([
    ['is throttled', throttle, 1],
    ['breaks down', status(503), 1],
  ])('is asked again when it %s', async (_, fault, times) => {
    const source = await sourceOf();
    sandbox.faults.add({ operation, fault, times });
    await expect(source.mint(AbortSignal.timeout(50_000))).resolves.toBeDefined();
  });

  it.each<[what: string, fault: Fault, kind: string]>([
    ['throttles for good', throttle, 'throttled'],
    ['is out of order', status(500), 'unavailable'],
    ['is hidden behind a proxy', status(403), 'unavailable'],
    ['answers with something else', garbage('{"hello":"there"}'), 'unavailable'],
    ['never answers', hang, 'unavailable'],
    ['repeats what it was sent', { kind: 'echo' }, 'invalid'],
  ])('fails, and shows no secret, when it %s', async (_, fault, kind) => {
    const source = await sourceOf();
    sandbox.faults.add({ operation, fault, times: 99 });
    const failure = await failureOf(source.mint(AbortSignal.timeout(fault === hang ? 200 : 50_000)));
    expect([failure.kind, failure.hint]).toEqual([kind, expect.stringMatching(/\w/)]);
    expectSilence(failure, SECRET);
  });
});
