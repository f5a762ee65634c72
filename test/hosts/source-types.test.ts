import { expect, test } from 'vitest';
import { hostsOfType, sourceTypeFor } from '../../lib/hosts/source-types.ts';

test.each([
  ['acme.azurecr.io', 'azure-acr', 'hosts such as acme.azurecr.io'],
  ['acme-1.azurecr.us', 'azure-acr', 'hosts such as acme.azurecr.io'],
  ['acme.azurecr.cn', 'azure-acr', 'hosts such as acme.azurecr.io'],
  ['acme-1.jfrog.io', 'jfrog', 'hosts of JFrog'],
  ['docker.cloudsmith.io', 'cloudsmith', 'hosts of Cloudsmith'],
  ['quay.io', 'quay', 'hosts of Quay'],
  ['registry.digitalocean.com', 'digitalocean', 'registry.digitalocean.com'],
])('the tokens of %s are minted by the source %s', (host, type, says) => {
  expect(sourceTypeFor(host)?.type).toBe(type);
  expect(hostsOfType(type)).toBe(says);
});

test.each([
  ...['azurecr.io', 'a.b.azurecr.io', 'acme.azurecr.io.evil.example', 'acme.azurecr.io:443'],
  ...['jfrog.io', 'a.b.jfrog.io', 'acme.jfrog.io.evil.example'],
  ...['cloudsmith.io', 'my.docker.cloudsmith.io', 'docker.cloudsmith.io:443'],
  ...['my.quay.io', 'xquay.io', 'quay.io:443', 'quay.io.evil.example'],
  ...['digitalocean.com', 'my.registry.digitalocean.com', 'registry.digitalocean.com:443'],
  ...['ghcr.io', 'registry.example.com'],
])('the tokens of %s are minted by no source of its own', (host) => {
  expect(sourceTypeFor(host)).toBeUndefined();
});

test('a type that mints for any host says so', () => {
  expect(hostsOfType('stored')).toBe('other hosts');
});
