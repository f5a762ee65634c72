import { describe, expect, test } from 'vitest';
import { parseHost } from '../../lib/hosts/parse.ts';
import type { Reply } from '../../lib/probe/connection.ts';
import { isManifestType } from '../../lib/probe/image.ts';
import { bearerIn, errorTextIn } from '../../lib/probe/reply-text.ts';
import { tokenRequest } from '../../lib/probe/token-service.ts';
import type { ProbeVerdict } from '../../lib/probe/verdict.ts';
import { type RequestStep, verdictOnReply } from '../../lib/probe/verdict-on-reply.ts';
import { Secret } from '../../lib/secrecy/secret.ts';

const NOW = new Date('2026-11-28T12:00:00.000Z');
const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const MANIFEST = 'application/vnd.oci.image.index.v1+json';

const reply = (status: number, more: Partial<Reply> = {}): Reply => ({
  status,
  contentType: 'application/json',
  location: undefined,
  challenges: [],
  body: '',
  ...more,
});
const error = (message: string) => JSON.stringify({ errors: [{ code: 'DENIED', message }] });
const WEB_PAGE = { contentType: 'text/html; charset=utf-8' };

const BASIC: RequestStep = { at: 'registry', scheme: 'basic' };
const BEARER: RequestStep = { at: 'registry', scheme: 'bearer' };
const TOKEN_SERVICE: RequestStep = { at: 'token-service', scheme: 'basic' };

function questionOf({ host: text = 'ghcr.io', image = 'acme/a:1', endsInMs = 1 } = {}) {
  const host = parseHost(text);
  if (!host.ok) throw new Error(host.problem.message);
  return {
    host: host.host,
    image: image === '' ? undefined : image,
    credential: {
      username: 'bot',
      password: new Secret('fake-password'),
      expiresAt: new Date(NOW.getTime() + endsInMs),
    },
  };
}
type Asked = Parameters<typeof questionOf>[0];

const verdictOf = (answer: Reply, step: RequestStep = BASIC, asked?: Asked) =>
  verdictOnReply(answer, step, questionOf(asked), NOW).verdict;

describe('a registry that accepts the credential', () => {
  test.each<[what: string, verdict: ProbeVerdict, answer: Reply, step: RequestStep, asked?: Asked]>([
    ['and gives the manifest', 'pulls', reply(200, { contentType: MANIFEST }), BASIC],
    ['and gives something else', 'not-a-registry', reply(200), BASIC],
    ['without an image', 'signs-in', reply(200), BEARER, { image: '' }],
    ['without an image, with a web page', 'not-a-registry', reply(200, WEB_PAGE), BEARER, { image: '' }],
    ['at the token service, without a token', 'not-a-registry', reply(200), TOKEN_SERVICE, { image: '' }],
  ])('%s: %s', (_, verdict, answer, step, asked) => {
    expect(verdictOf(answer, step, asked)).toBe(verdict);
  });
});

describe('an answer that says nothing of the credential', () => {
  test.each<
    [status: number, verdict: ProbeVerdict, step?: RequestStep, more?: Partial<Reply>, asked?: Asked]
  >([
    [429, 'unreachable'],
    [500, 'unreachable'],
    [503, 'unreachable', TOKEN_SERVICE, WEB_PAGE],
    [499, 'not-a-registry'],
    [302, 'not-a-registry'],
    [401, 'not-a-registry', BASIC, WEB_PAGE],
    [404, 'no-such-image'],
    [404, 'not-a-registry', BASIC, {}, { image: '' }],
    [404, 'not-a-registry', TOKEN_SERVICE],
    [404, 'not-a-registry', BASIC, WEB_PAGE],
  ])('with HTTP %d: %s', (status, verdict, step, more, asked) => {
    expect(verdictOf(reply(status, more), step, asked)).toBe(verdict);
  });
});

describe('a registry that rejects the credential', () => {
  const expired = { body: error('Your authorization token has expired.') };

  test.each<[what: string, verdict: ProbeVerdict, status: number, more?: Partial<Reply>, asked?: Asked]>([
    ['as expired', 'expired', 403, expired],
    ['as expired, though ECR minted it', 'wrong-region', 403, expired, { host: ECR }],
    ['as expired, when ECR minted it long ago', 'expired', 403, expired, { host: ECR, endsInMs: 0 }],
    ['after its end', 'expired', 401, {}, { endsInMs: 0 }],
    ['without a reason', 'not-accepted', 401],
    ['as malformed', 'not-accepted', 400],
    ['by a right', 'no-pull-right', 403],
  ])('%s: %s', (_, verdict, status, more, asked) => {
    expect(verdictOf(reply(status, more), BASIC, asked)).toBe(verdict);
  });

  test.each([
    ['User: x is not authorized to perform: ecr:BatchGetImage on resource: y', 'ecr:BatchGetImage'],
    [
      'Permission "artifactregistry.repositories.downloadArtifacts" denied on resource',
      'artifactregistry.repositories.downloadArtifacts',
    ],
    ['Request had insufficient authentication scopes.', 'a scope that lets read'],
  ])('for a right that it names: %s', (words, permission) => {
    const answer = reply(403, { body: error(words) });
    const late = questionOf({ endsInMs: 0 });
    expect(verdictOnReply(answer, BASIC, late, NOW)).toEqual({ verdict: 'no-pull-right', permission });
  });

  test('of which nobody knows an end', () => {
    const { credential, ...question } = questionOf();
    const { expiresAt: _, ...endless } = credential;
    const judge = (more?: Partial<Reply>) =>
      verdictOnReply(reply(401, more), BASIC, { ...question, credential: endless }, NOW).verdict;
    expect([judge(), judge(expired)]).toEqual(['not-accepted', 'expired']);
  });

  test('at its token service: nobody is known there', () => {
    expect([401, 403].map((status) => verdictOf(reply(status), TOKEN_SERVICE))).toEqual([
      'not-accepted',
      'not-accepted',
    ]);
  });

  test.each<[what: string, verdict: ProbeVerdict, challenge: string, asked?: Asked]>([
    ['though it is known, of which the registry says nothing', 'no-pull-right', 'Bearer realm="x"'],
    ['for its scope', 'no-pull-right', 'Bearer realm="x",error="insufficient_scope"', { image: '' }],
    ['as invalid', 'not-accepted', 'Bearer realm="x",error="invalid_token"'],
    ['without an image', 'not-accepted', 'Bearer realm="x"', { image: '' }],
  ])('for a bearer token that it takes %s: %s', (_, verdict, challenge, asked) => {
    expect(verdictOf(reply(401, { challenges: [challenge] }), BEARER, asked)).toBe(verdict);
  });

  test('by Basic for its scope, which nobody can lack there', () => {
    const challenges = ['Basic realm="x",error="insufficient_scope"'];
    expect(verdictOf(reply(401, { challenges }), BASIC)).toBe('not-accepted');
  });
});

describe('the words of an answer', () => {
  test.each<[what: string, body: string, words: string]>([
    ['of the standard form', '{"errors":[{"code":"DENIED","message":"no"},{"message":"2"}]}', 'DENIED: no'],
    ['without a code', '{"errors":[{"message":"no"}]}', 'no'],
    ['with an empty message', '{"errors":[{"code":"DENIED","message":""}]}', 'DENIED'],
    ['of Docker Hub', '{"details":"incorrect username"}', 'incorrect username'],
    ['of OAuth', '{"error":"invalid_grant","error_description":"no"}', 'no'],
    ['of OAuth, in short', '{"error":"invalid_grant"}', 'invalid_grant'],
    ['of GitHub', '{"message":"Bad credentials","error":1}', 'Bad credentials'],
    ['without words', '{"errors":[]}', ''],
    ['of another form', '[1]', ''],
    ['that is no JSON', 'denied', 'denied'],
  ])('%s', (_, body, words) => {
    expect(errorTextIn({ body, contentType: 'text/plain' })).toBe(words);
  });

  test('are none on a web page', () => {
    expect(errorTextIn({ body: '<p>Sign in', contentType: 'TEXT/HTML' })).toBe('');
    expect(errorTextIn({ body: 'denied', contentType: 'text/htmlx' })).toBe('denied');
    expect(errorTextIn({ body: 'denied', contentType: 'x-text/html' })).toBe('denied');
  });
});

describe('the bearer token in an answer', () => {
  test.each<[body: string, token: string | undefined]>([
    ['{"token":"fake-bearer"}', 'fake-bearer'],
    ['{"access_token":"fake-bearer"}', 'fake-bearer'],
    ['{"token":"","access_token":"fake-bearer"}', 'fake-bearer'],
    ['{"token":1,"access_token":"fake-bearer"}', 'fake-bearer'],
    ['{"token":"fake-one","access_token":"fake-other"}', 'fake-one'],
    ['{"token":""}', undefined],
    ['{"token":"fake bearer"}', undefined],
    ['{"token":"fake-bearer\\n"}', undefined],
    ['{"token":"\\nfake-bearer"}', undefined],
    ['{"token":"gehëim"}', undefined],
    ['"fake-bearer"', undefined],
    ['fake-bearer', undefined],
  ])('%s is %s', (body, token) => {
    expect(bearerIn({ body })).toBe(token);
  });
});

test.each([
  ['application/vnd.oci.image.manifest.v1+json', true],
  ['application/vnd.docker.distribution.manifest.list.v2+json', true],
  ['text/html, application/vnd.oci.image.manifest.v1+json', false],
  ['application/json', false],
])('%s is a manifest: %s', (type, isManifest) => {
  expect(isManifestType(type)).toBe(isManifest);
});

describe('the request to a token service', () => {
  const realm = new URL('https://ghcr.io/token?account=bot');
  const request = (parameters: Record<string, string>, asked?: Asked) =>
    tokenRequest(realm, new Map(Object.entries(parameters)), questionOf(asked)).search;

  test('repeats the challenge, but its address and its error', () => {
    const parameters = { realm: 'x', error: 'y', error_description: 'z', service: 'ghcr.io', scope: 'a' };
    expect(request(parameters)).toBe('?account=bot&service=ghcr.io&scope=a');
  });

  test('asks for the image where the challenge asks for nothing', () => {
    expect(request({})).toBe('?account=bot&scope=repository%3Aacme%2Fa%3Apull');
    expect(request({}, { image: '' })).toBe('?account=bot');
  });
});
