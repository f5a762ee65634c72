import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { kubernetes } from '../../lib/backends/kubernetes/backend.ts';
import { eksToken } from '../../lib/backends/kubernetes/eks-token.ts';
import type { KubernetesOptions } from '../../lib/backends/kubernetes/options.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { type Listener, listen } from '../../sandbox/http.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { Authority } from '../../sandbox/tls/certificate.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';
import { targetOf } from './target.ts';

const TOKEN = 'not-a-real-token-of-kubernetes';
const ROLE = 'arn:aws:iam::123456789012:role/pullkeeper';
const authority = new Authority();
const hasAwsCli = spawnSync('aws', ['--version']).status === 0;
const ABOUT = {
  host: 'ghcr.io',
  key: 'ghcr.io',
  name: 'models/registry-ghcr.io',
  format: 'docker-config-json' as const,
};
const VALUE = new Secret('{"auths":{"ghcr.io":{"auth":"b25l"}}}');

let sandbox: Sandbox;
let server: Listener;
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  sandbox = await startSandbox({
    kubernetes: {
      namespaces: ['models'],
      cluster: 'prod',
      users: [
        { name: 'by token', token: TOKEN, isAdmin: true },
        { name: 'by certificate', commonName: 'pullkeeper', isAdmin: true },
        { name: 'by role', roleArn: ROLE, isAdmin: true },
      ],
    },
  });
  server = await listen((request) => sandbox.kubernetes.handle(request), {
    ...authority.issue('kubernetes'),
    ca: authority.cert,
  });
});
afterEach(async () => {
  await server.stop();
  await sandbox.stop();
  vi.unstubAllEnvs();
});

function publish(options: Partial<KubernetesOptions>, env: NodeJS.ProcessEnv = {}) {
  const to = targetOf({ ...options, type: 'kubernetes', namespaces: ['models'] });
  const context = { env, now: () => sandbox.clock.now(), log: () => {} };
  return kubernetes(to, context, async () => {}).publish(VALUE, ABOUT, AbortSignal.timeout(50_000));
}

const callers = () => [...new Set([...sandbox.calls].map(({ principal }) => principal))];

describe('with a token', () => {
  const token = { from: 'env' as const, id: 'TOKEN' };

  it.each([
    ['as PEM', authority.cert],
    ['in base64, as EKS prints it', Buffer.from(authority.cert).toString('base64')],
  ])('enters a cluster whose authority is given %s', async (_, ca) => {
    await publish({ token, server: server.url, ca }, { TOKEN });
    expect(callers()).toEqual(['by token']);
  });

  it.each([
    ['none is given', {}],
    ['another is given', { ca: new Authority('another').cert }],
  ])('sends nothing to a server that it cannot trust: %s', async (_, ca) => {
    const failure = await failureOf(publish({ token, server: server.url, ...ca }, { TOKEN }));
    expect(failure).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('the certificate of the API server is not trusted'),
      hint: expect.stringContaining('set ca'),
    });
    expect([...sandbox.calls]).toEqual([]);
  });

  it('with a newline at its end is refused before it is sent', async () => {
    const failure = await failureOf(publish({ token, server: server.url }, { TOKEN: `${TOKEN}\nx` }));
    expect(failure.message).toContain('white space');
    expectSilence(failure, TOKEN);
  });
});

describe('in a pod', () => {
  function pod(files: Record<string, string>): NodeJS.ProcessEnv {
    const where = mkdtempSync(join(folder, 'pod-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(where, name), text);
    const { hostname, port } = new URL(server.url);
    return {
      PULLKEEPER_SERVICE_ACCOUNT: where,
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: port,
    };
  }

  it('uses the token and the authority that the pod has', async () => {
    await publish({}, pod({ token: `${TOKEN}\n`, 'ca.crt': authority.cert }));
    expect(callers()).toEqual(['by token']);
  });

  it.each([
    ['no token is mounted', () => pod({ 'ca.crt': authority.cert })],
    ['this is no pod', () => ({})],
  ])('says what to do when %s', async (_, env) => {
    expect(await failureOf(publish({}, env()))).toMatchObject({
      kind: 'invalid',
      hint: expect.stringContaining('automountServiceAccountToken'),
    });
  });
});

describe('with a kubeconfig', () => {
  const kubeconfig = { from: 'env' as const, id: 'KUBECONFIG_TEXT' };
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const client = authority.issue('pullkeeper');

  const textOf = (user: object, cluster: object = {}) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'here',
      contexts: [
        { name: 'here', context: { cluster: 'c', user: 'u' } },
        { name: 'there', context: { cluster: 'c', user: 'v' } },
      ],
      clusters: [
        {
          name: 'c',
          cluster: { server: server.url, 'certificate-authority-data': base64(authority.cert), ...cluster },
        },
      ],
      users: [
        { name: 'u', user },
        { name: 'v', user: { token: TOKEN } },
      ],
    });
  const enter = (text: string, options = {}) =>
    publish({ kubeconfig, ...options }, { KUBECONFIG_TEXT: text });

  it.each<[what: string, user: () => object, caller: string]>([
    ['a token', () => ({ token: TOKEN }), 'by token'],
    [
      'a client certificate',
      () => ({ 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key) }),
      'by certificate',
    ],
  ])('enters with %s', async (_, user, caller) => {
    await enter(textOf(user()));
    expect(callers()).toEqual([caller]);
  });

  it('enters with another context than the current one', async () => {
    await enter(textOf({}), { context: 'there' });
    expect(callers()).toEqual(['by token']);
  });

  it('reads the files that one on this machine refers to', async () => {
    writeFileSync(join(folder, 'token'), `${TOKEN}\n`);
    writeFileSync(join(folder, 'ca.pem'), authority.cert);
    const path = join(folder, 'config');
    const text = JSON.parse(textOf({ tokenFile: 'token' }));
    text.clusters[0].cluster = { server: server.url, 'certificate-authority': 'ca.pem' };
    writeFileSync(path, JSON.stringify(text));
    await publish({ kubeconfig: { from: 'file', id: path } });
    expect(callers()).toEqual(['by token']);
  });

  it.each<[what: string, text: () => string, says: RegExp]>([
    ['runs a program', () => textOf({ exec: { command: 'aws' } }), /runs a program to sign in/],
    [
      'switches TLS off',
      () => textOf({ token: TOKEN }, { 'insecure-skip-tls-verify': true }),
      /turns certificate checks off/,
    ],
    ['names a proxy', () => textOf({ token: TOKEN }, { 'proxy-url': 'http://proxy' }), /names a proxy/],
    ['impersonates', () => textOf({ token: TOKEN, as: 'root' }), /impersonates/],
    ['has a password', () => textOf({ username: 'root', password: TOKEN }), /user name and a password/],
    ['has no credential', () => textOf({}), /neither a token nor a client certificate/],
    ['has no https', () => textOf({ token: TOKEN }, { server: 'http://127.0.0.1' }), /no https address/],
    ['names a file and is not in one', () => textOf({ tokenFile: 'token' }), /refers to the file token/],
    [
      'has no current context',
      () => textOf({}).replace('"current-context":"here",', ''),
      /no current-context/,
    ],
    ['is not YAML', () => `{ ${TOKEN}`, /is not a kubeconfig/],
  ])('refuses one that %s, and shows no secret', async (_, text, says) => {
    const failure = await failureOf(enter(text()));
    expect([failure.kind, failure.message]).toEqual(['invalid', expect.stringMatching(says)]);
    expect(failure.hint).toMatch(/\w/);
    expectSilence(failure, TOKEN);
    expect([...sandbox.calls]).toEqual([]);
  });

  it('names the contexts that there are', async () => {
    const failure = await failureOf(enter(textOf({}), { context: 'ther' }));
    expect(failure).toMatchObject({
      message: expect.stringContaining('has no context named "ther"; did you mean "there"?'),
      hint: 'it has: here, there',
    });
  });
});

describe('on EKS', () => {
  const eks = { cluster: 'prod', region: 'eu-west-1' };

  beforeEach(() => {
    for (const [name, value] of Object.entries(sandbox.environment())) vi.stubEnv(name, value);
  });
  const enter = (options: object = {}) =>
    publish({ eks, server: server.url, ca: authority.cert, ...options });

  it('enters with the role of the function, and reads no secret', async () => {
    await enter();
    expect(callers()).toEqual(['by role']);
  });

  it('is refused by another cluster than the one that it signed for', async () => {
    const failure = await failureOf(enter({ eks: { ...eks, cluster: 'staging' } }));
    expect(failure).toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('Kubernetes rejected the AWS role'),
      hint: expect.stringContaining('access entry'),
    });
  });

  it('is refused as a role that has no access entry', async () => {
    const other = sandbox.addPrincipal({ arn: 'arn:aws:iam::123456789012:role/other', allow: [] });
    vi.stubEnv('AWS_ACCESS_KEY_ID', other.credentials.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', other.credentials.secretAccessKey);
    vi.stubEnv('AWS_SESSION_TOKEN', other.credentials.sessionToken);
    expect((await failureOf(enter())).kind).toBe('denied');
  });

  it('makes a token that is good for 15 minutes', async () => {
    const token = (await eksToken(eks, { now: () => sandbox.clock.now() })).reveal();
    const ask = () =>
      fetch(`${sandbox.kubernetesUrl}/api/v1/namespaces/models/secrets`, {
        headers: { authorization: `Bearer ${token}` },
      });
    expect((await ask()).status).toBe(200);
    sandbox.clock.advance(16 * 60_000);
    expect((await ask()).status).toBe(401);
  });

  it.skipIf(!hasAwsCli)(
    `makes the token that the AWS CLI makes${hasAwsCli ? '' : ' (skipped: no aws)'}`,
    async () => {
      const args = [
        'eks',
        'get-token',
        '--cluster-name',
        'prod',
        '--region',
        'eu-west-1',
        '--output',
        'json',
      ];
      const { AWS_ENDPOINT_URL: _, ...env } = process.env;
      const { stdout } = await promisify(execFile)('aws', args, { env });
      const partsOf = (token: string) => {
        const url = new URL(Buffer.from(token.replace('k8s-aws-v1.', ''), 'base64url').toString());
        const {
          'X-Amz-Signature': signature,
          'X-Amz-Date': date,
          ...rest
        } = Object.fromEntries(url.searchParams);
        return {
          host: url.host,
          path: url.pathname,
          ...rest,
          signature: signature?.length,
          date: date?.length,
        };
      };
      const ours = await eksToken(eks, { now: () => new Date() });
      expect(partsOf(ours.reveal())).toEqual(partsOf(JSON.parse(stdout).status.token));
    },
  );
});
