import { request } from 'node:http';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { clientsOf } from './clients.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:210987654321:secret:theirs-AbCdEf';

let sandbox: Sandbox;
beforeEach(async () => {
  const hosts = ['ghcr.io', 'docker.io', 'nvcr.io', 'registry.example.com:5000'];
  sandbox = await startSandbox({
    accounts: [
      ...hosts.map((host) => ({ host, username: 'bot', password: `password of ${host}` })),
      { host: 'ghcr.io', username: 'guest', password: 'guest', mayPull: ['b'] },
    ],
    images: hosts.map((host) => ({ host, repository: 'a', tag: 'b' })),
    secrets: { 'models/ours': 'one', [ARN]: 'two' },
  });
});
afterEach(() => sandbox.stop());

const pull = (host: string, pair: string) =>
  sandbox.pull(host, 'a', 'b', Buffer.from(pair).toString('base64'));

describe('a registry of the sandbox that takes passwords', () => {
  it.each([['ghcr.io'], ['docker.io'], ['registry.example.com:5000']])(
    'lets its user in: %s',
    async (host) => {
      expect(await pull(host, `bot:password of ${host}`)).toMatchObject({ pulled: true });
    },
  );

  it('is Docker Hub under each of its names', async () => {
    expect(await pull('registry-1.docker.io', 'bot:password of docker.io')).toMatchObject({ pulled: true });
  });

  it.each([
    ['another user', 'bat:password of ghcr.io'],
    ['a wrong password', 'bot:password'],
    ['a password of another registry', 'bot:password of docker.io'],
    ['nobody', ''],
  ])('turns away %s', async (_, pair) => {
    expect(await pull('ghcr.io', pair)).toMatchObject({ pulled: false, status: 401 });
  });

  it('forgets a password that has been changed', async () => {
    sandbox.changePassword('docker.io', 'bot', 'new');
    expect(await pull('docker.io', 'bot:password of docker.io')).toMatchObject({ status: 401 });
    expect(await pull('docker.io', 'bot:new')).toMatchObject({ pulled: true });
  });

  it('gives a bearer to who may pull something else, and not the image', async () => {
    expect(await pull('ghcr.io', 'guest:guest')).toMatchObject({ pulled: false, status: 401 });
  });

  it.each([
    ['docker.io', 'https://auth.docker.io/token', 'registry.docker.io'],
    ['ghcr.io', 'https://ghcr.io/token', 'ghcr.io'],
    ['nvcr.io', 'https://nvcr.io/proxy_auth', undefined],
  ])('sends its visitors where they belong: %s', async (host, realm, service) => {
    const headers = { host: host === 'docker.io' ? 'registry-1.docker.io' : host };
    const [challenge = ''] = await challengesOf(`${sandbox.registryUrl}/v2/a/manifests/b`, headers);
    expect(challenge).toBe(
      `Bearer realm="${realm}"${service ? `,service="${service}"` : ''},scope="repository:a:pull"`,
    );
  });
});

/** fetch would not send another Host. */
function challengesOf(url: string, headers: Record<string, string>): Promise<string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<string[]>();
  request(url, { headers }, (answer) => {
    answer.resume();
    resolve(answer.headersDistinct['www-authenticate'] ?? []);
  })
    .on('error', reject)
    .end();
  return promise;
}

describe('a secret that stands in the sandbox from the beginning', () => {
  it('can be read in the home region', async () => {
    const read = new GetSecretValueCommand({ SecretId: 'models/ours' });
    expect(await clientsOf(sandbox).secrets.send(read)).toMatchObject({ SecretString: 'one' });
  });

  it('is where its ARN says, and nowhere else', () => {
    expect(sandbox.secret('theirs', 'eu-west-1', '210987654321')).toMatchObject({ arn: ARN, value: 'two' });
    expect(sandbox.secret('theirs')).toBeUndefined();
  });
});
