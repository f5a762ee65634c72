import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { openSource } from '../../lib/sources/index.ts';
import { issuerOf } from '../../sandbox/aws/web-identity.ts';
import { answer, type Fault, garbage, hang, shortLived, status, throttle } from '../../sandbox/faults.ts';
import { GITHUB_ISSUER } from '../../sandbox/oidc/github-actions.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { oidcServices, type Trust } from '../../sandbox/tokens/oidc.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';

const AWS = { issuer: issuerOf('123456789012'), subject: 'arn:aws:iam::123456789012:role/pullkeeper' };

interface Service {
  host: string;
  source: string;
  trust: Omit<Trust, 'issuer' | 'subject' | 'audience' | 'registry'>;
}

const SERVICES: Record<string, Service> = {
  jfrog: {
    host: 'acme.jfrog.io',
    source: 'type: jfrog, provider: aws, username: puller',
    trust: {
      type: 'jfrog',
      url: 'https://acme.jfrog.io/access/api/v1/oidc/token',
      username: 'puller',
      name: 'aws',
    },
  },
  cloudsmith: {
    host: 'docker.cloudsmith.io',
    source: 'type: cloudsmith, organization: acme, service: puller-x1',
    trust: {
      type: 'cloudsmith',
      url: 'https://api.cloudsmith.io/openid/acme/',
      username: 'token',
      name: 'puller-x1',
    },
  },
  quay: {
    host: 'quay.io',
    source: 'type: quay, robot: acme+puller',
    trust: { type: 'quay', url: 'https://quay.io/oauth2/federation/robot/token', username: 'acme+puller' },
  },
  oidc: {
    host: 'registry.example.com',
    source: 'type: oidc, url: "https://login.example.com/token", username: puller, scope: pull',
    trust: { type: 'oidc', url: 'https://login.example.com/token', username: 'puller', isOpaque: true },
  },
};

let sandbox: Sandbox;
afterEach(async () => {
  vi.unstubAllEnvs();
  await sandbox.stop();
});

interface How {
  subjectToken?: string;
  more?: string;
  trust?: Partial<Trust>;
}

async function sourceOf({ host, source, trust }: Service, how: How = {}) {
  const { subjectToken = 'aws-web-identity', more = '' } = how;
  const known = { ...trust, ...AWS, registry: host, audience: `https://${host}`, ...how.trust };
  sandbox = await startSandbox({
    webIdentity: true,
    github: { repository: 'acme/models' },
    tokenServices: [oidcServices([known])],
    images: [{ host, repository: 'models/llama', tag: 'prod' }],
  });
  for (const [name, value] of Object.entries(sandbox.environment())) vi.stubEnv(name, value);
  const { registries } = compile(
    `registries: [{ host: ${host}, source: { ${source}, subjectToken: ${subjectToken}${more} }, publish: [file] }]`,
    'registries.yml',
  );
  const [registry] = registries;
  if (registry === undefined) throw new Error('no registry');
  const machine = { env: process.env, now: () => sandbox.clock.now() };
  return { registry, source: await openSource(registry.source, machine) };
}

async function mint(service: Service, how?: How) {
  const { source } = await sourceOf(service, how);
  return source.mint(AbortSignal.timeout(50_000));
}

describe.each(Object.entries(SERVICES))('%s', (_, service) => {
  it('mints for the AWS role of the function a token that pulls until it expires', async () => {
    const { username, password, expiresAt, mintedAt } = await mint(service);
    expect(username).toBe(service.trust.username);
    expect(Math.round(((expiresAt?.getTime() ?? 0) - mintedAt.getTime()) / 60_000)).toBe(60);
    const auth = Buffer.from(`${username}:${password.reveal()}`).toString('base64');
    expect(await sandbox.pull(service.host, 'models/llama', 'prod', auth)).toMatchObject({ pulled: true });
    sandbox.clock.advance(61 * 60_000);
    expect(await sandbox.pull(service.host, 'models/llama', 'prod', auth)).toMatchObject({ pulled: false });
  });

  it('mints for a job of GitHub Actions', async () => {
    const trust = { issuer: GITHUB_ISSUER, subject: 'repo:acme/models:ref:refs/heads/main' };
    await expect(mint(service, { subjectToken: 'github-actions', trust })).resolves.toBeDefined();
  });

  it('asks for a token for another audience where one is set', async () => {
    await mint(service, { more: ', audience: "urn:acme"', trust: { audience: 'urn:acme' } });
    expect(sandbox.calls.where({ operation: 'GetWebIdentityToken' })[0]?.resource).toBe('urn:acme');
  });

  it.each<[what: string, trust: Partial<Trust>]>([
    ['another role', { subject: 'arn:aws:iam::123456789012:role/other' }],
    ['another issuer', { issuer: 'https://other.example' }],
    ['another audience', { audience: 'https://other.example' }],
  ])('is denied where the service trusts %s, with what to compare', async (_what, trust) => {
    const failure = await failureOf(mint(service, { trust }));
    expect([failure.kind, failure.hint]).toEqual([
      'denied',
      expect.stringContaining(`the audience is https://${service.host}`),
    ]);
  });

  it('takes the life of the token itself, however short', async () => {
    const { source } = await sourceOf(service);
    sandbox.faults.add({ service: 'oidc', fault: shortLived(120_000) });
    const { expiresAt, mintedAt, remedy } = await source.mint(AbortSignal.timeout(50_000));
    const seconds = ((expiresAt?.getTime() ?? 0) - mintedAt.getTime()) / 1_000;
    expect(seconds).toBeGreaterThan(115);
    expect(seconds).toBeLessThanOrEqual(121);
    expect(remedy).toContain('lifetimeSeconds');
  });

  it.each<[what: string, fault: Fault, kind: string]>([
    ['throttles for good', throttle, 'throttled'],
    ['is out of order', status(500), 'unavailable'],
    ['is hidden behind a proxy', status(403), 'unavailable'],
    ['answers with something else', garbage('{"hello":"there"}'), 'unavailable'],
    ['never answers', hang, 'unavailable'],
    ['repeats what it was sent', { kind: 'echo' }, 'invalid'],
  ])('fails, and shows no token, when it %s', async (_what, fault, kind) => {
    const { source } = await sourceOf(service);
    sandbox.faults.add({ service: 'oidc', fault, times: 99 });
    const failure = await failureOf(source.mint(AbortSignal.timeout(fault === hang ? 200 : 50_000)));
    expect([failure.kind, failure.hint]).toEqual([kind, expect.stringMatching(/\w/)]);
    expect(`${failure.message} ${failure.cause} ${failure.hint}`).not.toMatch(/eyJ[\w-]{10}/);
  });
});

describe('a token from a file', () => {
  it('is shown as it is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'token');
    writeFileSync(path, 'canary.of.jwt\n');
    const service = SERVICES.quay;
    if (service === undefined) throw new Error('no service');
    const failure = await failureOf(mint(service, { subjectToken: `{ from: file, id: ${path} }` }));
    expect(failure).toMatchObject({
      kind: 'denied',
      message: expect.stringContaining(`the token in ${path}`),
    });
    expectSilence(failure, 'canary.of.jwt');
  });
});

describe('a token without an end', () => {
  it('is refused: nobody would know when to replace it', async () => {
    const service = SERVICES.oidc;
    if (service === undefined) throw new Error('no service');
    const { source } = await sourceOf(service);
    sandbox.faults.add({ service: 'oidc', fault: answer(200, '{"access_token":"opaque"}') });
    expect(await failureOf(source.mint(AbortSignal.timeout(50_000)))).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('does not say when the token expires'),
    });
  });
});
