import { describe, expect, test } from 'vitest';
import { type HttpApiParameters, httpApiOf } from '../../lib/deployment/http-api.ts';

const NOTHING: HttpApiParameters = { callers: 'iam', issuer: '', audience: '', corsOrigins: '' };

describe('the HTTP API', () => {
  test('takes signed requests and no other origin, if nothing is said', () => {
    expect(httpApiOf(NOTHING)).toEqual({ authorizers: {}, authorizer: { type: 'aws_iam' }, cors: false });
  });

  test('takes the tokens of an issuer', () => {
    const said = { ...NOTHING, callers: 'jwt', issuer: 'https://id.example.com', audience: 'pullkeeper' };
    expect(httpApiOf(said)).toMatchObject({
      authorizers: { jwt: { issuerUrl: 'https://id.example.com', audience: ['pullkeeper'] } },
      authorizer: { name: 'jwt' },
    });
  });

  test.each([
    ['without an issuer', { callers: 'jwt', audience: 'a' }, /an issuer and an audience/],
    [
      'without an audience',
      { callers: 'jwt', issuer: 'https://id.example.com' },
      /an issuer and an audience/,
    ],
    [
      'with an issuer that is no URL',
      { callers: 'jwt', issuer: 'id.example.com', audience: 'a' },
      /an issuer and an audience/,
    ],
    ['for callers that nobody knows', { callers: 'everybody' }, /callers=everybody/],
    ['with an origin that has a path', { corsOrigins: 'https://acme.example/app' }, /not an origin/],
    [
      'with an origin that has no scheme',
      { corsOrigins: 'https://a.example acme.example' },
      /"acme\.example"/,
    ],
  ])('is refused %s', (_, parameters, message) => {
    expect(() => httpApiOf({ ...NOTHING, ...parameters })).toThrow(message);
  });

  test.each(['https://a.example,https://b.example:8443', 'https://a.example https://b.example:8443'])(
    'lets in the pages of %s',
    (corsOrigins) => {
      expect(httpApiOf({ ...NOTHING, corsOrigins }).cors).toMatchObject({
        allowedOrigins: ['https://a.example', 'https://b.example:8443'],
        allowedMethods: ['GET', 'POST'],
        allowedHeaders: expect.arrayContaining(['authorization', 'x-amz-date', 'x-amz-security-token']),
      });
    },
  );
});
