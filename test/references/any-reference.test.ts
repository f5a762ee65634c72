import { describe, expect, test, vi } from 'vitest';
import { Resolver } from '../../lib/config/file/identities.ts';
import type { IdentityOptions } from '../../lib/config/file/schema.ts';
import type { GoogleReference } from '../../lib/config/schema/reference-schema.ts';
import { resolveAnyReference } from '../../lib/references/resolve.ts';
import { cut, delay, type Fault, garbage, hang, status, throttle } from '../../sandbox/faults.ts';
import { castagnoli } from '../../sandbox/google/secret-manager/checks.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';
import { googleWorld, PROVIDER, PULLER, ROLE_MEMBER } from '../google/world.ts';

const VALUE = 'canary-of-a-kept-value: ünïcode & "quotes"\n';
const SECRET = 'projects/acme-models/secrets/kept';
const REGIONAL = 'projects/acme-models/locations/europe-west4/secrets/kept';
const ACCESS = 'secretmanager.versions.access';
const SERVICE = 'google-secretmanager';

const IDENTITIES: Record<string, IdentityOptions> = {
  gar: { type: 'google-workload-identity', provider: PROVIDER, serviceAccount: PULLER },
  direct: { type: 'google-workload-identity', provider: PROVIDER },
};

interface Wanted extends Partial<GoogleReference> {
  secrets?: Record<string, string>;
  universeDomain?: string;
  /** On what the puller may read. */
  on?: string;
}

/** A world in which the secret is kept, and somebody who reads it. */
async function keeping({ secrets = { [SECRET]: VALUE }, on = SECRET, universeDomain, ...more }: Wanted = {}) {
  const mayRead = { member: `serviceAccount:${PULLER}`, role: [ACCESS], on };
  const world = await googleWorld({
    secrets,
    bindings: [mayRead],
    ...(universeDomain && { universeDomain }),
  });
  const identities =
    universeDomain === undefined
      ? IDENTITIES
      : { gar: { ...IDENTITIES.gar, universeDomain } as IdentityOptions };
  const reference: GoogleReference = { from: 'google-secret-manager', id: SECRET, identity: 'gar', ...more };
  const read = async (within = 50_000) => {
    const resolver = new Resolver(new Map<string, IdentityOptions>(Object.entries(identities)));
    const compiled = resolver.at([]).reference(reference, 'password');
    return (await resolveAnyReference(compiled, world.machine, AbortSignal.timeout(within))).reveal();
  };
  return { ...world, read };
}

describe('a reference to Google Secret Manager', () => {
  test('gives what is kept there, to the letter, for one call', async () => {
    const { read, sandbox } = await keeping();
    expect(await read()).toBe(VALUE);
    expect(sandbox.calls.where({ service: SERVICE })).toMatchObject([
      { operation: 'AccessSecretVersion', resource: `${SECRET}/versions/latest`, outcome: 'ok' },
    ]);
  });

  test('gives it anew each time', async () => {
    const { read, sandbox } = await keeping();
    await read();
    sandbox.google.store(SECRET, 'another');
    expect(await read()).toBe('another');
  });

  test.each([
    ['the latest version', '', 'third'],
    ['the latest version, by its name', '/versions/latest', 'third'],
    ['a version by its number', '/versions/2', 'second'],
    ['a version by its alias', '/versions/current', 'aliased'],
  ])('gives %s', async (_, version, expected) => {
    const secrets = {
      [SECRET]: 'third',
      [`${SECRET}/versions/2`]: 'second',
      [`${SECRET}/versions/current`]: 'aliased',
    };
    expect(await (await keeping({ secrets, id: `${SECRET}${version}` })).read()).toBe(expected);
  });

  test('gives what is kept in one region, from the endpoint of that region', async () => {
    const { read } = await keeping({ secrets: { [REGIONAL]: 'regional' }, id: REGIONAL, on: REGIONAL });
    expect(await read()).toBe('regional');
  });

  test('gives what is kept in a sovereign cloud, from the endpoint of that cloud', async () => {
    const { read } = await keeping({ universeDomain: 'apis.example.eu' });
    expect(await read()).toBe(VALUE);
  });

  test('that is to another place is read there', async () => {
    const { machine } = await googleWorld();
    const reading = { env: { KEPT: 'there' }, now: machine.now };
    const secret = await resolveAnyReference(
      { from: 'env', id: 'KEPT' },
      reading,
      AbortSignal.timeout(50_000),
    );
    expect(secret.reveal()).toBe('there');
  });
});

describe('what cannot be read', () => {
  const tried = `cannot read the secret "${SECRET}" from Google Secret Manager`;

  test('names the right that is missing, and who misses it', async () => {
    const { read, sandbox } = await keeping();
    sandbox.google.allowNothing();
    sandbox.google.allow({ member: ROLE_MEMBER, role: 'roles/iam.workloadIdentityUser', on: PULLER });
    expect(await failureOf(read())).toMatchObject({
      kind: 'denied',
      message: `${tried}: not allowed`,
      hint: expect.stringMatching(
        `^allow ${ACCESS} on "${SECRET}" to ${PULLER}, .*: npx pullkeeper setup google prints the command$`,
      ),
      cause: expect.stringMatching(/^403 PERMISSION_DENIED /),
    });
    expect(sandbox.calls.where({ service: SERVICE })).toHaveLength(1);
  });

  test('names the provider where the role itself misses the right', async () => {
    const { read } = await keeping({ identity: 'direct' });
    expect((await failureOf(read())).hint).toContain(
      `to the AWS role of this function, through ${PROVIDER},`,
    );
  });

  test('in another project is not allowed, for Google does not tell what is there', async () => {
    const { read } = await keeping({ id: 'projects/other-project/secrets/kept' });
    expect(await failureOf(read())).toMatchObject({ kind: 'denied' });
  });

  test.each([
    ['is not there', `${SECRET}-too`],
    ['has no such version', `${SECRET}/versions/7`],
    ['is regional, and not there', REGIONAL],
  ])('since it %s is to be looked for', async (_, id) => {
    const { read } = await keeping({ id, on: 'projects/acme-models' });
    const [, name] = /\/secrets\/([^/]+)/.exec(id) ?? [];
    const where = id === REGIONAL ? ' --location=europe-west4' : '';
    expect(await failureOf(read())).toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(/: the secret or the version does not exist$/),
      hint: `list the versions: gcloud secrets versions list ${name} --project=acme-models${where}`,
      cause: expect.stringMatching(/^404 NOT_FOUND /),
    });
  });

  test.each(['DISABLED', 'DESTROYED'] as const)(
    'since its newest version is %s is told as that',
    async (state) => {
      const { read, sandbox } = await keeping();
      sandbox.google.store(SECRET, 'canary-of-a-kept-value too');
      sandbox.google.withdraw(SECRET, state);
      expect(await failureOf(read())).toMatchObject({
        kind: 'invalid',
        message: `${tried}: version "latest" is disabled or destroyed`,
        hint: expect.stringMatching(
          /^enable it or add another \(Google does not fall back to an older version\): gcloud/,
        ),
      });
    },
  );

  test('since it is empty is no secret', async () => {
    const { read } = await keeping({ secrets: { [SECRET]: '' } });
    expect(await failureOf(read())).toMatchObject({
      kind: 'invalid',
      message: `the secret that registries.yml refers to is empty: ${SECRET} (google-secret-manager)`,
    });
  });

  const answer = (bytes: Buffer, dataCrc32c?: string) =>
    garbage(JSON.stringify({ payload: { data: bytes.toString('base64'), dataCrc32c } }));

  test.each([
    ['another checksum', answer(Buffer.from(VALUE), '1')],
    ['no checksum', answer(Buffer.from(VALUE))],
    ['nothing in it', garbage('{}')],
  ])('since it arrives with %s is asked for again, and not believed', async (_, fault) => {
    const { read, sandbox } = await keeping();
    sandbox.faults.add({ service: SERVICE, fault, times: 9 });
    const failure = await failureOf(read());
    expect(failure).toMatchObject({
      kind: 'unavailable',
      message: `${tried}: the answer does not match its checksum`,
    });
    expectSilence(failure, VALUE);
    expect(sandbox.calls.where({ service: SERVICE })).toHaveLength(4);
  });

  test('since it is not text is refused', async () => {
    const { read, sandbox } = await keeping();
    const bytes = Buffer.from([0xff, 0xfe, 0x00]);
    const fault = answer(bytes, String(castagnoli(bytes)));
    sandbox.faults.add({ service: SERVICE, fault });
    expect(await failureOf(read())).toMatchObject({
      kind: 'invalid',
      message: `${tried}: the secret is not text`,
    });
  });

  test.each<[what: string, fault: Fault]>([
    ['asks to slow down', throttle],
    ['is out of order', status(503)],
    ['is hidden by a proxy', status(403)],
    ['answers with a web page', garbage()],
    ['breaks off', cut],
    ['is slow', delay(50)],
  ])('when the service %s once is read all the same', async (_, fault) => {
    const { read, sandbox } = await keeping();
    sandbox.faults.add({ service: SERVICE, fault });
    expect(await read()).toBe(VALUE);
  });

  test.each<[what: string, fault: Fault, kind: string]>([
    ['asks to slow down', throttle, 'throttled'],
    ['is out of order', status(500), 'unavailable'],
    ['never answers', hang, 'unavailable'],
    ['breaks off in the middle of the value', garbage(`{"payload":{"data":"${VALUE}`), 'unavailable'],
    ['breaks off', cut, 'unavailable'],
  ])('when the service %s to the end is a failure that tells nothing', async (_, fault, kind) => {
    const { read, sandbox } = await keeping();
    sandbox.faults.add({ service: SERVICE, times: 9, fault });
    const failure = await failureOf(read(fault === hang ? 1_500 : 50_000));
    expect(failure).toMatchObject({ kind, message: expect.stringContaining(tried) });
    expectSilence(failure, VALUE);
  });

  test('has its token in no message, though the answer repeats it', async () => {
    const { read, clock } = await keeping();
    const token = 'canary of a token: words alone'; // so that nothing but its being known gives it away
    const real = globalThis.fetch;
    vi.stubGlobal('fetch', async (...[input, init]: Parameters<typeof fetch>) => {
      if (String(input).includes(':generateAccessToken')) {
        const expireTime = new Date(clock.now().getTime() + 3_600_000).toISOString();
        return Response.json({ accessToken: token, expireTime });
      }
      if (!String(input).includes(':access')) return real(input, init);
      const message = `not valid: ${new Headers(init?.headers).get('authorization')}`;
      return Response.json({ error: { code: 400, status: 'INVALID_ARGUMENT', message } }, { status: 400 });
    });
    const failure = await failureOf(read());
    vi.unstubAllGlobals();
    expect(failure).toMatchObject({ kind: 'invalid', cause: expect.stringContaining('Bearer [redacted]') });
    expectSilence(failure, token);
  });
});
