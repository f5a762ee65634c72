import { GetOutboundWebIdentityFederationInfoCommand } from '@aws-sdk/client-iam';
import { GetWebIdentityTokenCommand, type GetWebIdentityTokenCommandInput } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { issuerOf } from '../../sandbox/aws/web-identity.ts';
import type { OidcProvider } from '../../sandbox/google/id-token.ts';
import { googleWorld, PROVIDER } from '../google/world.ts';
import { clientsOf } from './clients.ts';

const SUBJECT = 'arn:aws:iam::123456789012:role/pullkeeper';
const AUDIENCE = `https://iam.googleapis.com/${PROVIDER}`;
const ISSUER = issuerOf('123456789012');

const worldWith = (provider: Partial<OidcProvider> = {}, webIdentity = true) =>
  googleWorld(
    { providers: [{ name: PROVIDER, issuer: ISSUER, subjects: [SUBJECT], ...provider }] },
    { webIdentity },
  );
type World = Awaited<ReturnType<typeof googleWorld>>;

const order = (change: Partial<GetWebIdentityTokenCommandInput> = {}) =>
  new GetWebIdentityTokenCommand({ Audience: [AUDIENCE], SigningAlgorithm: 'RS256', ...change });

async function tokenOf({ sandbox }: World, change: Partial<GetWebIdentityTokenCommandInput> = {}) {
  const { WebIdentityToken: token = '' } = await clientsOf(sandbox).sts.send(order(change));
  return token;
}

const partOf = (token: string, index: number): unknown =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString());

async function exchange({ sandbox }: World, token: string, change: Record<string, string> = {}) {
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    audience: `//iam.googleapis.com/${PROVIDER}`,
    scope: 'https://www.googleapis.com/auth/cloud-platform',
    subject_token: token,
    ...change,
  });
  const answer = await fetch(`${sandbox.googleUrl}/sts.googleapis.com/v1/token`, { method: 'POST', body });
  const parsed: Record<string, unknown> = JSON.parse(await answer.text());
  return parsed;
}

describe("AWS's STS", () => {
  test('signs who the caller is, for five minutes where nobody says how long', async () => {
    const token = await tokenOf(await worldWith());
    expect(partOf(token, 0)).toMatchObject({ alg: 'RS256', typ: 'JWT' });
    const { iat, exp, ...claims } = Object(partOf(token, 1));
    expect(claims).toMatchObject({ iss: ISSUER, aud: AUDIENCE, sub: SUBJECT });
    expect(exp - iat).toBe(300);
  });

  test.each<[what: string, change: Partial<GetWebIdentityTokenCommandInput>]>([
    ['no audience', { Audience: [] }],
    ['eleven audiences', { Audience: Array.from({ length: 11 }, (_, index) => `a${index}`) }],
    ['another algorithm', { SigningAlgorithm: 'HS256' }],
    ['59 seconds', { DurationSeconds: 59 }],
    ['3601 seconds', { DurationSeconds: 3_601 }],
  ])('refuses %s', async (_, change) => {
    await expect(tokenOf(await worldWith(), change)).rejects.toMatchObject({ name: 'ValidationError' });
  });

  test('signs nothing in an account that has not enabled it, and IAM says so', async () => {
    const world = await worldWith({}, false);
    const { iam } = clientsOf(
      world.sandbox,
      world.sandbox.addPrincipal({ arn: 'arn:aws:iam::123456789012:user/admin', allow: ['iam:*'] }),
    );
    await expect(tokenOf(world)).rejects.toMatchObject({
      name: 'OutboundWebIdentityFederationDisabledException',
    });
    await expect(iam.send(new GetOutboundWebIdentityFederationInfoCommand({}))).rejects.toMatchObject({
      name: 'FeatureDisabledException',
    });
  });

  test.each([
    [[AUDIENCE], true],
    [[AUDIENCE, 'https://another.example'], false],
    [['https://another.example'], false],
  ])('lets a role that has the right for one audience get a token for %j: %s', async (Audience, allowed) => {
    const { sandbox } = await worldWith();
    const allow = JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: 'sts:GetWebIdentityToken',
        Resource: '*',
        Condition: { 'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': AUDIENCE } },
      },
    });
    const narrow = sandbox.addPrincipal({ arn: 'arn:aws:iam::123456789012:role/narrow', allow });
    const minting = clientsOf(sandbox, narrow).sts.send(order({ Audience }));
    await (allowed
      ? expect(minting).resolves.toBeDefined()
      : expect(minting).rejects.toMatchObject({ name: 'AccessDenied' }));
  });
});

describe("Google's STS, with an OIDC provider", () => {
  test('gives a token that lives as long as the one of AWS, and an hour at most', async () => {
    const world = await worldWith();
    for (const DurationSeconds of [300, 3_600]) {
      const { expires_in: life } = await exchange(world, await tokenOf(world, { DurationSeconds }));
      expect(life).toBeGreaterThanOrEqual(DurationSeconds - 1);
      expect(life).toBeLessThanOrEqual(DurationSeconds);
    }
  });

  test('takes the audience with https and without', async () => {
    const world = await worldWith();
    const token = await tokenOf(world, { Audience: [AUDIENCE.replace('https:', '')] });
    expect(await exchange(world, token)).toHaveProperty('access_token');
  });

  test.each<
    [
      what: string,
      provider: Partial<OidcProvider>,
      change: Partial<GetWebIdentityTokenCommandInput>,
      code: string,
      words: RegExp,
    ]
  >([
    [
      'another audience',
      {},
      { Audience: ['https://another.example'] },
      'invalid_grant',
      /^The audience in ID Token/,
    ],
    [
      'its own audience, where others are listed',
      { allowedAudiences: ['x'] },
      {},
      'invalid_grant',
      /^The audience/,
    ],
    ['another issuer', { issuer: issuerOf('999999999999') }, {}, 'invalid_grant', /^The issuer in ID Token/],
    ['a signature of ES384', {}, { SigningAlgorithm: 'ES384' }, 'invalid_grant', /credential's issuer/],
    ['another role', { subjects: [`${SUBJECT}-2`] }, {}, 'unauthorized_client', /attribute condition/],
  ])('refuses %s', async (_, provider, change, code, words) => {
    const world = await worldWith(provider);
    expect(await exchange(world, await tokenOf(world, change))).toEqual({
      error: code,
      error_description: expect.stringMatching(words),
    });
  });

  test('refuses a token that has expired, a minute of grace past its end', async () => {
    const world = await worldWith();
    const token = await tokenOf(world);
    world.clock.advance(300_000 + 61_000);
    expect(await exchange(world, token)).toMatchObject({
      error_description: expect.stringMatching(/stale to sign-in/),
    });
  });

  test('refuses claims that AWS has not signed', async () => {
    const world = await worldWith();
    const [head, claims = '', signature] = (await tokenOf(world)).split('.');
    const changed = { ...Object(JSON.parse(Buffer.from(claims, 'base64url').toString())), jti: 'another' };
    const forged = [head, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
    expect(await exchange(world, forged)).toMatchObject({
      error_description: 'Unable to verify the ID Token signature.',
    });
  });

  test('takes no signed request, and an AWS provider takes no token', async () => {
    const world = await worldWith();
    const type = { subject_token_type: 'urn:ietf:params:aws:token-type:aws4_request' };
    expect(await exchange(world, await tokenOf(world), type)).toMatchObject({ error: 'invalid_request' });
    const aws = await googleWorld({}, { webIdentity: true });
    expect(await exchange(aws, await tokenOf(aws))).toMatchObject({ error: 'invalid_request' });
  });
});
