import { describe, expect, test } from 'vitest';
import { parseHost } from '../../lib/hosts/parse.ts';
import { apiBaseUrl, manifestUrl } from '../../lib/probe/addresses.ts';
import { isOwnTokenService } from '../../lib/probe/token-service.ts';

const ECR = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';

function hostOf(text: string) {
  const parsed = parseHost(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.host;
}

describe('the manifest of an image', () => {
  test.each([
    [ECR, 'models/llama:prod', `https://${ECR}/v2/models/llama/manifests/prod`],
    ['ghcr.io', 'acme/a', 'https://ghcr.io/v2/acme/a/manifests/latest'],
    ['docker.io', 'acme/a:1', 'https://registry-1.docker.io/v2/acme/a/manifests/1'],
    ['index.docker.io', 'python:3', 'https://registry-1.docker.io/v2/library/python/manifests/3'],
    [
      'registry.example.com:5000',
      `a:1@sha256:${'0'.repeat(64)}`,
      `https://registry.example.com:5000/v2/a/manifests/sha256:${'0'.repeat(64)}`,
    ],
  ])('in %s, %s, is at %s', (host, image, url) => {
    expect(manifestUrl(hostOf(host), image).href).toBe(url);
  });

  test('is behind the door of its registry', () => {
    expect(apiBaseUrl(hostOf('docker.io')).href).toBe('https://registry-1.docker.io/v2/');
    expect(apiBaseUrl(hostOf('[2001:db8::1]:5000')).href).toBe('https://[2001:db8::1]:5000/v2/');
  });
});

describe('a credential is shown to the token service', () => {
  test.each([
    ['docker.io', 'https://auth.docker.io/token'],
    ['ghcr.io', 'https://ghcr.io/token'],
    ['nvcr.io', 'https://nvcr.io/proxy_auth'],
    ['nvcr.io', 'https://authn.nvidia.com/token'],
    ['public.ecr.aws', 'https://public.ecr.aws/token/'],
    ['ecr-public.aws.com', 'https://public.ecr.aws/token/'],
    ['us-docker.pkg.dev', 'https://us-docker.pkg.dev/v2/token'],
    ['registry.gitlab.com', 'https://gitlab.com/jwt/auth'],
    ['registry.redhat.io', 'https://sso.redhat.com/auth/realms/rhcc/protocol/redhat-docker-v2/auth'],
    ['registry.digitalocean.com', 'https://api.digitalocean.com/v2/registry/auth'],
    ['rg.fr-par.scw.cloud', 'https://api.scaleway.com/registry-internal/v1/regions/fr-par/tokens'],
    ['registry.cn-hangzhou.aliyuncs.com', 'https://dockerauth.cn-hangzhou.aliyuncs.com/auth'],
    ['docker.us-central1.rep.pkg.dev', 'https://us-central1-docker.pkg.dev/v2/token'],
    ['quay.io', 'https://quay.io/v2/auth'],
    ['acme.azurecr.io', 'https://acme.azurecr.io/oauth2/token'],
    ['registry.example.com:5000', 'https://registry.example.com:5000/token'],
  ])('of %s at %s', (host, realm) => {
    expect(isOwnTokenService({ host: hostOf(host) }, new URL(realm), false)).toBe(true);
  });

  test('that registries.yml allows, and no other', () => {
    const question = { host: hostOf('registry.example.com'), tokenService: 'auth.example.com:8443' };
    expect(isOwnTokenService(question, new URL('https://auth.example.com:8443/token'), false)).toBe(true);
    for (const realm of ['https://auth.example.com/token', 'http://auth.example.com:8443/token'])
      expect(isOwnTokenService(question, new URL(realm), false)).toBe(false);
  });
});

describe('a credential is not shown to the token service', () => {
  test.each([
    ['of somebody else', 'ghcr.io', 'https://evil.example/token'],
    ['of another registry', 'ghcr.io', 'https://auth.docker.io/token'],
    ['of a name that only begins so', 'ghcr.io', 'https://ghcr.io.evil.example/token'],
    ['of a name that only ends so', 'registry.example.com', 'https://evilexample.com/token'],
    ['of a neighbour under a country', 'registry.co.uk', 'https://evil.co.uk/token'],
    ['of a neighbour in the same domain', 'registry.example.com', 'https://auth.example.com/token'],
    ['of another customer of Azure', 'acme.azurecr.io', 'https://evil.azurecr.io/token'],
    ['of another page of GitHub', 'acme.github.io', 'https://evil.github.io/token'],
    [
      'of another function of AWS',
      'acme.lambda-url.us-east-1.on.aws',
      'https://evil.lambda-url.us-east-1.on.aws/',
    ],
    ['of another Polish company', 'registry.info.pl', 'https://evil.info.pl/token'],
    [
      'of a bucket of Alibaba',
      'registry.cn-hangzhou.aliyuncs.com',
      'https://dockerauth.oss-cn-hangzhou.aliyuncs.com/',
    ],
    ['of GitLab, of a name that only begins so', 'registry.gitlab.com.evil.example', 'https://gitlab.com/'],
    ['of GitLab, of a name that only ends so', 'x.registry.gitlab.com', 'https://gitlab.com/'],
    [
      'of Red Hat, of a name that only begins so',
      'registry.redhat.io.evil.example',
      'https://sso.redhat.com/',
    ],
    ['of Red Hat, of a name that only ends so', 'x.registry.redhat.io', 'https://sso.redhat.com/'],
    ['of DigitalOcean, beside it', 'x.registry.digitalocean.com', 'https://api.digitalocean.com/'],
    [
      'of DigitalOcean, of a name that only begins so',
      'registry.digitalocean.com.evil.example',
      'https://api.digitalocean.com/',
    ],
    ['of Scaleway, beside it', 'x.rg.fr-par.scw.cloud', 'https://api.scaleway.com/'],
    [
      'of Scaleway, of a name that only begins so',
      'rg.fr-par.scw.cloud.evil.example',
      'https://api.scaleway.com/',
    ],
    [
      'of Alibaba, of a name that only begins so',
      'registry.cn-hangzhou.aliyuncs.com.evil.example',
      'https://dockerauth.cn-hangzhou.aliyuncs.com/',
    ],
    ['of Alibaba, deeper', 'x.y.cn-hangzhou.aliyuncs.com', 'https://dockerauth.cn-hangzhou.aliyuncs.com/'],
    [
      'of a name that only begins like one of Alibaba',
      'registry.cn-hangzhou.aliyuncs.com',
      'https://dockerauth.cn-hangzhou.aliyuncs.com.evil.example/',
    ],
    [
      'of a name that only ends like one of Alibaba',
      'registry.cn-hangzhou.aliyuncs.com',
      'https://x.dockerauth.cn-hangzhou.aliyuncs.com/',
    ],
    [
      'of a name that only begins like one of Google',
      'us-docker.pkg.dev',
      'https://eu-docker.pkg.dev.evil.example/',
    ],
    [
      'of a name that only ends like one of Google',
      'us-docker.pkg.dev',
      'https://evil.example.eu-docker.pkg.dev/',
    ],
    [
      'of a name that only begins like ECR Public',
      'public.ecr.aws',
      'https://ecr-public.aws.com.evil.example/',
    ],
    ['of a name that only ends like ECR Public', 'public.ecr.aws', 'https://x.public.ecr.aws/'],
    ['at another port', 'registry.example.com:5000', 'https://registry.example.com:5001/token'],
    ['at another port of the same host', 'registry.example.com', 'https://registry.example.com:8443/token'],
    ['beside one with a known owner', ECR, 'https://222233334444.dkr.ecr.eu-west-1.amazonaws.com/token'],
    ['in another part of a known port', 'docker.io', 'https://auth.docker.io:8443/token'],
    ['by http', 'registry.example.com', 'http://registry.example.com/token'],
    ['by nothing of the web', 'registry.example.com', 'file://registry.example.com/token'],
    ['with a user in its address', 'ghcr.io', 'https://ghcr.io@evil.example/token'],
    ['with a user alone at its own address', 'ghcr.io', 'https://user@ghcr.io/token'],
    ['with a password alone at its own address', 'ghcr.io', 'https://:word@ghcr.io/token'],
    ['with a user and a password at its own address', 'ghcr.io', 'https://user:word@ghcr.io/token'],
    ['at an address', 'registry.example.com', 'https://169.254.169.254/token'],
    ['at a neighbouring address', '203.0.113.7:5000', 'https://203.0.114.7/token'],
    ['at another IPv6 address', '[2001:db8::1]:5000', 'https://[2001:db8::2]:5000/token'],
  ])('%s: %s, %s', (_, host, realm) => {
    expect(isOwnTokenService({ host: hostOf(host) }, new URL(realm), false)).toBe(false);
  });

  test('but by http on loopback, where it was said that a registry is there', () => {
    const realm = new URL('http://127.0.0.1:5001/token');
    expect(isOwnTokenService({ host: hostOf('127.0.0.1:5000') }, realm, false)).toBe(false);
    expect(isOwnTokenService({ host: hostOf('127.0.0.1:5000') }, realm, true)).toBe(true);
    const elsewhere = new URL('http://127.0.0.2:5001/token');
    expect(isOwnTokenService({ host: hostOf('127.0.0.1:5000') }, elsewhere, true)).toBe(false);
    for (const host of ['127.0.0.1.evil.example', 'x.localhost', 'localhost.evil.example', '10.0.0.1'])
      expect(isOwnTokenService({ host: hostOf(host) }, new URL(`http://${host}/token`), true)).toBe(false);
    const other = new URL('ftp://127.0.0.1/token');
    expect(isOwnTokenService({ host: hostOf('127.0.0.1') }, other, true)).toBe(false);
  });
});
