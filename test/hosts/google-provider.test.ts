import { expect, test } from 'vitest';
import { isProvider, parseProvider } from '../../lib/hosts/google-provider.ts';

const POOL = 'projects/123/locations/global/workloadIdentityPools/p';

test('the name of a provider or of a pool is split into its parts', () => {
  const parts = { project: '123', location: 'global', pool: 'p' };
  expect(parseProvider(POOL)).toEqual(parts);
  expect(parseProvider(`${POOL}/providers/b`)).toEqual({ ...parts, provider: 'b' });
});

test.each([
  [''],
  ['b'],
  ['projects/123'],
  [`/${POOL}`],
  [`//iam.googleapis.com/${POOL}`],
  [`${POOL}/`],
  [`${POOL}/providers/`],
  [`${POOL}/providers/b/`],
  [`${POOL}/providers/b/attestors`],
])('%j is neither of them', (text) => {
  expect(parseProvider(text)).toBeUndefined();
  expect(isProvider(text)).toBe(false);
});

test.each([
  [`${POOL}/providers/b`, true],
  [POOL, false],
  [`${POOL}/providers/b`.replace('123', 'acme-1'), false],
  [`${POOL}/providers/b`.replace('123', 'acme123'), false],
  [`${POOL}/providers/b`.replace('123', '123acme'), false],
  [`${POOL}/providers/b`.replace('global', 'us-east1'), false],
])('Google finds a provider under %s: %s', (text, found) => {
  expect(isProvider(text)).toBe(found);
});
