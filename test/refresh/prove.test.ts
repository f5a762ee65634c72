import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test, vi } from 'vitest';
import { refreshStored } from '../../functions/refresh-stored.ts';
import { Failure } from '../../lib/failure.ts';
import { judged } from '../../lib/refresh/prove.ts';
import { safeText } from '../../lib/secrecy/safe-text.ts';
import { echo, hang, status, throttle } from '../../sandbox/faults.ts';
import { rehearse } from '../rehearse.ts';
import { clientsOf } from '../sandbox/clients.ts';
import { timeLimit, until } from '../time-limit.ts';

const US = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const EU = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
const registries = (probe: string, image = 'models/llama:prod') => `
probe: ${probe}
backends: { aws: { type: aws-secrets-manager, region: us-east-1 }, docker: { type: file, path: c.json, format: docker-config-json } }
registries:
  - { host: ${US}, image: '${image}', publish: [aws, docker, file] }
  - { host: ${EU}, publish: [aws] }
`;

const IMAGE = { host: US, repository: 'models/llama', sharedWith: ['123456789012'] };
const failure = new Failure('denied', 'no', { cause: safeText`HTTP 403` });

describe('the word of a registry', () => {
  test('is believed, whatever the policy', () => {
    expect(judged({ verdict: 'pulls' })).toEqual({ verdict: 'pulls' });
    for (const policy of ['prefer', 'require'] as const) {
      const no = judged({ verdict: 'no-pull-right', refused: true, failure }, policy);
      expect(no).toEqual({ verdict: 'no-pull-right', failure });
    }
  });

  test('that cannot be had is a warning, or stops what requires it', () => {
    const unknown = { verdict: 'unreachable', refused: false, failure } as const;
    expect(judged(unknown)).toEqual({ verdict: 'unreachable', warning: 'not probed: no (HTTP 403)' });
    expect(judged(unknown, 'require')).toEqual({ verdict: 'unreachable', failure });
  });
});

describe('before it is published, a credential', () => {
  test('is asked for once a run and registry, however many backends it goes to', async () => {
    const { report, sandbox, log, folder } = await rehearse(registries('prefer'));

    const { publications } = await report();

    expect(publications.map(({ outcome, probe }) => [outcome, probe])).toEqual([
      ['published', 'pulls'],
      ['published', 'pulls'],
      ['published', 'pulls'],
      ['published', 'signs-in'],
    ]);
    const good = sandbox.calls.where({ service: 'registry', status: 200 });
    expect(good.map(({ operation }) => operation).sort()).toEqual(['manifest', 'ping']);
    expect(log).toContainEqual(expect.objectContaining({ message: 'published', probe: 'pulls' }));
    const entries = Object.values(JSON.parse(readFileSync(join(folder, 'ledger.json'), 'utf8')));
    expect(entries).toContainEqual(
      expect.objectContaining({ probed: { at: expect.any(String), verdict: 'pulls' } }),
    );
  });

  test('that the registry refuses is published nowhere, and what stands there stays', async () => {
    const { clock, report, sandbox } = await rehearse(registries('prefer'));
    await report();
    const before = sandbox.secret(`DOCKER_REGISTRY_${US}`)?.value;

    clock.advance(3 * 3_600_000);
    sandbox.faults.add({ service: 'registry', operation: 'manifest', times: 9, fault: echo });
    const { publications } = await report();

    expect(publications.slice(0, 3).map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed']);
    expect(sandbox.secret(`DOCKER_REGISTRY_${US}`)?.value).toBe(before);
  });

  test('of an image that is not there fails with the reason and what to do', async () => {
    const { report, sandbox } = await rehearse(registries('prefer'), { images: [{ ...IMAGE, tag: 'old' }] });
    const [first, , , other] = (await report()).publications;
    expect(first).toMatchObject({
      outcome: 'failed',
      probe: 'no-such-image',
      kind: 'invalid',
      reason: `${US} has no models/llama:prod, or none that this credential may see`,
      hint: expect.stringContaining('correct image in registries.yml'),
    });
    expect(other).toMatchObject({ outcome: 'published', probe: 'signs-in' });
    expect(sandbox.secret(`DOCKER_REGISTRY_${US}`)).toBeUndefined();
  });

  test.each([
    ['is down', status(503), 'unavailable'],
    ['is asked too often', throttle, 'throttled'],
  ])(
    'of a registry that %s is published with a warning, and not at all where proof is required',
    async (_, fault, kind) => {
      const preferring = await rehearse(registries('prefer'));
      preferring.sandbox.faults.add({ service: 'registry', times: 99, fault });
      for (const each of (await preferring.report()).publications) {
        expect(each).toMatchObject({
          outcome: 'published',
          probe: 'unreachable',
          warning: expect.stringContaining('not probed'),
        });
      }

      const requiring = await rehearse(registries('require'));
      requiring.sandbox.faults.add({ service: 'registry', times: 99, fault });
      for (const each of (await requiring.report()).publications) {
        expect(each).toMatchObject({ outcome: 'failed', probe: 'unreachable', kind });
      }
      expect(requiring.sandbox.secret(`DOCKER_REGISTRY_${US}`)).toBeUndefined();
    },
  );

  test('is not asked for where the probe is off', async () => {
    const { report, sandbox } = await rehearse(registries('off'));
    const { publications } = await report();
    expect(publications.map(({ outcome, probe }) => [outcome, probe])).toEqual(
      Array(4).fill(['published', undefined]),
    );
    expect(sandbox.calls.where({ service: 'registry' })).toEqual([]);
  });

  test('is not waited for longer than the run lasts', async () => {
    const { report, sandbox } = await rehearse(registries('prefer'));
    sandbox.faults.add({ service: 'registry', times: 9, fault: hang });
    const { reach } = timeLimit();
    const running = report();
    await until(() => expect(sandbox.calls.where({ service: 'registry' })).not.toEqual([]));
    reach();
    const { publications } = await running;
    expect(publications[0]).toMatchObject({
      outcome: 'failed',
      reason: 'the time limit of the function was reached first',
    });
  });
});

describe('a stored credential', () => {
  const STORED = `
registries:
  - { host: ghcr.io, image: acme/llama:prod, credentials: { username: bot, password: { from: aws-secrets-manager, id: ghcr } }, publish: [file] }
  - { host: nvcr.io, credentials: { password: { from: aws-secrets-manager, id: ngc } }, publish: [{ backend: file, name: key, format: raw }] }
`;

  test('is proved as well; one without a user cannot be, and is published all the same', async () => {
    const { report } = await rehearse(STORED, {}, refreshStored);
    expect((await report()).publications).toMatchObject([
      { outcome: 'published', probe: 'pulls' },
      { outcome: 'published', probe: 'impossible' },
    ]);
  });

  test('that was changed to a wrong one never replaces the right one, and the next run asks again', async () => {
    const { report, sandbox } = await rehearse(STORED, {}, refreshStored);
    await report();
    const write = new PutSecretValueCommand({ SecretId: 'ghcr', SecretString: 'canary-of-a-typing-error' });
    await clientsOf(sandbox).secrets.send(write);

    for (const _ of ['once', 'again']) {
      expect((await report()).publications[0]).toMatchObject({
        outcome: 'failed',
        probe: 'not-accepted',
        kind: 'denied',
        reason: 'ghcr.io does not accept the credential of "bot"',
      });
    }
    sandbox.changePassword('ghcr.io', 'bot', 'canary-of-a-typing-error');
    expect((await report()).publications[0]).toMatchObject({ outcome: 'published', probe: 'pulls' });
  });

  test('is told to nobody, whatever the registry repeats', async () => {
    const printed: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0);
    for (const operation of ['token', 'manifest']) {
      const { folder, log, report, sandbox } = await rehearse(STORED, {}, refreshStored);
      sandbox.faults.add({ service: 'registry', operation, times: 9, fault: echo });
      const { publications } = await report();
      const ledger = readFileSync(join(folder, 'ledger.json'), 'utf8');
      const said = [JSON.stringify([publications, log]), ledger, ...printed].join('\n');
      expect(said).not.toContain('rehearsal-password-of-ghcr');
      expect(said).not.toContain(Buffer.from('bot:rehearsal-password').toString('base64').slice(0, 24));
    }
    vi.restoreAllMocks();
  });
});
