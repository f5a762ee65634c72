import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AWS_NAMING } from '../../lib/backends/aws-secrets-manager/traits.ts';
import { FAL_NAMING } from '../../lib/backends/fal/traits.ts';
import { GOOGLE_NAMING } from '../../lib/backends/google-secret-manager/traits.ts';
import { kubernetesNaming } from '../../lib/backends/kubernetes/naming.ts';
import { PLAIN_NAMING, type SecretNaming } from '../../lib/backends/traits.ts';
import { keyFor, secretName } from '../../lib/hosts/key.ts';
import { parseHost } from '../../lib/hosts/parse.ts';

const SECRET_NAMING = {
  'aws-secrets-manager': AWS_NAMING,
  'google-secret-manager': GOOGLE_NAMING,
  fal: FAL_NAMING,
  kubernetes: kubernetesNaming({ namespaces: [] }),
  plain: PLAIN_NAMING,
};

function nameOf(host: string): string {
  const parsed = parseHost(host);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return secretName(keyFor(parsed.host));
}

describe('a secret is named after its host', () => {
  test.each([
    ['ghcr.io', 'DOCKER_REGISTRY_ghcr.io'],
    ['registry.example.com:5000', 'DOCKER_REGISTRY_registry.example.com:5000'],
    ['docker.io', 'DOCKER_REGISTRY_https://index.docker.io/v1/'],
    ['index.docker.io', 'DOCKER_REGISTRY_https://index.docker.io/v1/'],
    ['registry-1.docker.io', 'DOCKER_REGISTRY_https://index.docker.io/v1/'],
    ['https://index.docker.io/v1/', 'DOCKER_REGISTRY_https://index.docker.io/v1/'],
  ])('%s: %s', (host, name) => {
    expect(nameOf(host)).toBe(name);
  });
});

describe.each<[string, SecretNaming]>(Object.entries(SECRET_NAMING))(
  'in %s',
  (_, { encode, decode, problemWith }) => {
    const anyName = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });

    test('every name comes back as it was', () => {
      fc.assert(fc.property(anyName, (name) => decode(encode(name)) === name));
    });

    test('no two names become one', () => {
      fc.assert(
        fc.property(anyName, anyName, (one, other) => one === other || encode(one) !== encode(other)),
      );
    });

    test('every name is legal once it is encoded', () => {
      fc.assert(fc.property(anyName, (name) => problemWith(encode(name)) === undefined));
    });

    test('a long host has a legal name', () => {
      const host = `${'long-label.'.repeat(14)}com:65535`;
      expect(problemWith(encode(nameOf(host)))).toBeUndefined();
    });

    test('a secret without a name is refused', () => {
      expect(problemWith('')).toBe('the name of the secret is empty');
    });
  },
);

describe('in AWS Secrets Manager', () => {
  const { encode, decode, problemWith } = SECRET_NAMING['aws-secrets-manager'];

  test.each([
    [
      '123456789012.dkr.ecr.us-east-1.amazonaws.com',
      'DOCKER_REGISTRY_123456789012.dkr.ecr.us-east-1.amazonaws.com',
    ],
    ['docker.io', 'DOCKER_REGISTRY_https=3A//index.docker.io/v1/'],
    ['[::1]:5000', 'DOCKER_REGISTRY_=5B=3A=3A1=5D=3A5000'],
  ])('%s is kept as %s', (host, name) => {
    expect(encode(nameOf(host))).toBe(name);
  });

  test('an equals sign that escapes nothing is left alone', () => {
    expect(decode('a=b=3a')).toBe('a=b=3a');
  });

  test('every illegal character is named once', () => {
    expect(problemWith('models: ghcr:1')).toContain('does not allow ":" " " in a name');
  });

  test('a name of 512 characters is legal, one of 513 is not', () => {
    expect(problemWith('a'.repeat(512))).toBeUndefined();
    expect(problemWith('a'.repeat(513))).toContain('513 characters');
  });

  test('a hyphen and six characters at the end are legal', () => {
    expect(problemWith('ghcr-secret')).toBeUndefined();
  });
});

describe('in Google Secret Manager', () => {
  const { encode, decode, problemWith } = SECRET_NAMING['google-secret-manager'];

  test.each([
    ['us-central1-docker.pkg.dev', 'DOCKER_REGISTRY_us-central1-docker_2Epkg_2Edev'],
    ['docker.io', 'DOCKER_REGISTRY_https_3A_2F_2Findex_2Edocker_2Eio_2Fv1_2F'],
    [
      '123456789012.dkr.ecr.us-east-1.amazonaws.com',
      'DOCKER_REGISTRY_5F123456789012_2Edkr_2Eecr_2Eus-east-1_2Eamazonaws_2Ecom',
    ],
    ['registry.example.com:5000', 'DOCKER_REGISTRY_registry_2Eexample_2Ecom_3A5000'],
  ])('%s is kept as %s', (host, name) => {
    expect(encode(nameOf(host))).toBe(name);
    expect(decode(name)).toBe(nameOf(host));
  });

  test('every illegal character is named once', () => {
    expect(problemWith('models/ghcr.io:1')).toContain('does not allow "/" "." ":" in a name');
  });

  test('a name of 255 characters is legal, one of 256 is not', () => {
    expect(problemWith('a'.repeat(255))).toBeUndefined();
    expect(problemWith('a'.repeat(256))).toContain('256 characters');
  });
});

describe.each(['aws-secrets-manager', 'plain'] as const)('in %s', (type) => {
  test('the longest host there is has a legal name', () => {
    const { encode, problemWith } = SECRET_NAMING[type];
    expect(problemWith(encode(nameOf(`${'a.'.repeat(125)}com:65535`)))).toBeUndefined();
  });
});

test('a file takes any name as it is', () => {
  expect(SECRET_NAMING.plain.encode(nameOf('docker.io'))).toBe('DOCKER_REGISTRY_https://index.docker.io/v1/');
});

describe('in Kubernetes', () => {
  const { encode, problemWith, adoptedAs } = SECRET_NAMING.kubernetes;

  test.each([
    ['ghcr.io', 'registry-ghcr.io'],
    ['registry.example.com:5000', 'registry-registry.example.com-x3a5000'],
    ['my-xen.example', 'registry-my-x2dxen.example'],
    ['docker.io', 'registry-https-x3a-x2f-x2findex.docker.io-x2fv1-x2f'],
  ])('%s is kept as %s', (host, name) => {
    expect(encode(nameOf(host))).toBe(name);
  });

  test.each(['Upper', 'a/b', 'under_score', '-a', 'a-', 'a..b', '.a'])('%s is refused', (name) => {
    expect(problemWith(`models/${name}`)).toContain('Kubernetes does not allow');
  });

  test('a name may have 253 characters, and no more', () => {
    expect(problemWith(`models/${'a'.repeat(253)}`)).toBeUndefined();
    expect(problemWith(`models/${'a'.repeat(254)}`)).toContain('254 characters');
  });

  test('a Secret is adopted as a whole, whichever host is in it', () => {
    expect(adoptedAs?.('models/pull/https://index.docker.io/v1/')).toBe('models/pull');
  });
});
