import { readFileSync } from 'node:fs';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { refreshStored } from '../../functions/refresh-stored.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { rehearse } from '../rehearse.ts';
import { clientsOf } from '../sandbox/clients.ts';

const HOUR = 3_600_000;
const REGISTRIES = `
backends:
  baseten: { type: baseten, apiKey: { from: aws-secrets-manager, id: baseten }, team: platform }
registries:
  - host: ghcr.io
    image: models/llama:prod
    credentials: { username: acme-bot, password: { from: aws-secrets-manager, id: ghcr } }
    publish: [baseten]
  - host: nvcr.io
    credentials: { username: $oauthtoken, password: { from: aws-secrets-manager, id: ngc } }
    publish: [baseten]
  - { host: public.ecr.aws, publish: [baseten] }
`;

const run = (yaml = REGISTRIES) => rehearse(yaml, {}, refreshStored);
const outcomes = (report: { publications: { outcome: string }[] }) =>
  report.publications.map(({ outcome }) => outcome);

const keep = (sandbox: Sandbox, SecretId: string, SecretString: string) =>
  clientsOf(sandbox).secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));

/** A new key is made at NGC, and put where it is kept. */
function rotate(sandbox: Sandbox, key: string) {
  sandbox.changePassword('nvcr.io', '$oauthtoken', key);
  return keep(sandbox, 'ngc', key);
}

describe('refreshStored', () => {
  test('publishes what is kept, in a form that pulls, and leaves the rest to others', async () => {
    const { report, sandbox } = await run();

    const { publications } = await report();

    expect(publications.map(({ host, outcome, expiresAt }) => [host, outcome, expiresAt])).toEqual([
      ['ghcr.io', 'published', undefined],
      ['nvcr.io', 'published', undefined],
    ]);
    const auth = sandbox.baseten.secret('DOCKER_REGISTRY_ghcr.io', 'platform')?.value ?? '';
    expect(Buffer.from(auth, 'base64').toString()).toBe('acme-bot:rehearsal-password-of-ghcr.io');
    expect(await sandbox.pull('ghcr.io', 'models/llama', 'prod', auth)).toMatchObject({ pulled: true });
  });

  test('publishes at once what has changed, and only that', async () => {
    const { report, sandbox } = await run();
    await report();
    await rotate(sandbox, 'canary-of-a-new-key');

    expect(outcomes(await report())).toEqual(['fresh', 'published']);
    const auth = sandbox.baseten.secret('DOCKER_REGISTRY_nvcr.io', 'platform')?.value ?? '';
    expect(Buffer.from(auth, 'base64').toString()).toBe('$oauthtoken:canary-of-a-new-key');
  });

  test('is called when a secret has changed, and asks nothing more of the event than that', async () => {
    const { report, sandbox } = await run();
    await report();
    await rotate(sandbox, 'canary-of-a-new-key');
    const event: unknown = JSON.parse(readFileSync('events/secret-changed.json', 'utf8'));
    expect(outcomes(await report(event))).toEqual(['fresh', 'published']);
  });

  test('publishes everything again on the next day: somebody may have changed it there', async () => {
    const { clock, report } = await run();
    await report();
    clock.advance(24 * HOUR);
    expect(outcomes(await report())).toEqual(['published', 'published']);
  });

  test('publishes what is unchanged when it is forced', async () => {
    const { report } = await run();
    await report();
    expect(outcomes(await report({ force: true }))).toEqual(['published', 'published']);
  });

  test('leaves the good secret where it is when what is kept is doubtful, and says since when it stands', async () => {
    const { clock, invoke, report, sandbox } = await run();
    const publishedAt = clock.now().toISOString();
    await report();
    await keep(sandbox, 'ghcr', 'github_pat_canary');

    const error = await invoke().catch((thrown: unknown) => thrown);

    expect(String(error)).toContain(
      `not published: DOCKER_REGISTRY_ghcr.io in baseten, the value published at ${publishedAt} is still stored`,
    );
    const auth = sandbox.baseten.secret('DOCKER_REGISTRY_ghcr.io', 'platform')?.value ?? '';
    expect(Buffer.from(auth, 'base64').toString()).toBe('acme-bot:rehearsal-password-of-ghcr.io');
  });

  test('publishes a token that should not pull when the registry gives the image for it', async () => {
    const { report, sandbox } = await run();
    const token = ['github', 'pat', 'canary'].join('_');
    sandbox.changePassword('ghcr.io', 'acme-bot', token);
    await keep(sandbox, 'ghcr', token);

    expect((await report()).publications[0]).toMatchObject({ outcome: 'published', probe: 'pulls' });

    const unproved = await run(REGISTRIES.replace('    image: models/llama:prod\n', ''));
    unproved.sandbox.changePassword('ghcr.io', 'acme-bot', token);
    await keep(unproved.sandbox, 'ghcr', token);
    expect((await unproved.report()).publications[0]).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('is a fine-grained token'),
    });
  });

  test('warns in the last days of a credential whose end is known', async () => {
    const { clock, report } = await run(REGISTRIES.replace('id: ghcr }', 'id: ghcr }, expires: 2027-03-01'));
    clock.set(new Date('2027-02-20T12:00:00Z'));
    expect((await report()).publications[0]).toMatchObject({
      outcome: 'published',
      expiresAt: '2027-03-01T00:00:00.000Z',
    });

    clock.set(new Date('2027-02-27T12:00:00Z'));
    expect((await report()).publications[0]?.warning).toContain('1 d 12 h');
  });

  test('publishes raw what has no user, under the names that its readers know', async () => {
    const { report, sandbox } = await run(`
backends: { baseten: { type: baseten, apiKey: { from: env, id: BASETEN_KEY } } }
registries:
  - host: 111122223333.dkr.ecr.us-east-1.amazonaws.com
    credentials: { password: { from: aws-secrets-manager, id: aws-key-id } }
    publish: [{ backend: baseten, name: aws_access_key_id, format: raw }]
`);
    await report();
    expect(sandbox.baseten.secret('aws_access_key_id')?.value).toBe(
      'rehearsal-password-of-111122223333.dkr.ecr.us-east-1.amazonaws.com',
    );
  });

  test('plans without reading anything, and says what is experimental', async () => {
    const { report, sandbox } = await run(`
backends: { fal: { type: fal, key: { from: env, id: FAL_KEY } } }
registries:
  - { host: ghcr.io, credentials: { username: a, password: { from: env, id: GHCR } }, publish: [{ backend: fal, name: GHCR }] }
`);
    expect((await report({ dryRun: true })).publications).toMatchObject([
      { outcome: 'planned', warning: expect.stringContaining('experimental') },
    ]);
    expect([...sandbox.calls]).toEqual([]);
  });
});
