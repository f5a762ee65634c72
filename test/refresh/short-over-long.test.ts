import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test, vi } from 'vitest';
import { refreshEcr } from '../../functions/refresh-ecr.ts';
import { refreshStored } from '../../functions/refresh-stored.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { hang, shortLived, status } from '../../sandbox/faults.ts';
import { lambdaContext } from '../../scripts/rehearsal/invoke.ts';
import { inHaste } from '../haste.ts';
import { rehearse } from '../rehearse.ts';
import { clientsOf } from '../sandbox/clients.ts';

const HOUR = 3_600_000;
const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const NAME = `DOCKER_REGISTRY_${HOST}`;
const REGISTRIES = `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
  baseten: { type: baseten, apiKey: { from: env, id: BASETEN_API_KEY } }
registries: [{ host: ${HOST}, image: 'models/llama:prod', publish: [aws, baseten] }]
`;

/** After a good run, the ledger is gone; then ECR hands out a short token. */
async function afterLostLedger() {
  const rehearsal = await rehearse(REGISTRIES);
  const { clock, folder, report, sandbox } = rehearsal;
  await report();
  await writeFile(join(folder, 'ledger.json'), '{}');
  clock.advance(3 * HOUR);
  sandbox.faults.add({ service: 'ecr', fault: shortLived(HOUR) });
  const stored = () => [sandbox.secret(NAME)?.value, sandbox.baseten.secret(NAME)?.value];
  return { ...rehearsal, stored };
}

describe('a short token, when the ledger has lost what is stored,', () => {
  test('replaces nothing that may live, whether or not the place can be read back', async () => {
    const { report, stored } = await afterLostLedger();
    const before = stored();

    const { publications } = await report();

    expect(publications).toMatchObject([
      { outcome: 'failed', kind: 'expired' },
      { outcome: 'failed', kind: 'expired' },
    ]);
    expect(stored()).toEqual(before);
  });

  test('replaces what the registry refuses, where the place can be read back', async () => {
    const { clock, report, sandbox, stored } = await afterLostLedger();
    const before = stored();
    clock.advance(10 * HOUR);

    const { publications } = await report();

    expect(publications).toMatchObject([{ outcome: 'published' }, { outcome: 'failed', kind: 'expired' }]);
    expect(stored()[0]).not.toBe(before[0]);
    expect(sandbox.secret(NAME)?.versions).toHaveLength(2);
  });

  test('replaces everything when nothing stored can live any more', async () => {
    const { clock, report, sandbox, stored } = await afterLostLedger();
    const before = stored();
    await report();
    clock.advance(13 * HOUR);
    sandbox.faults.add({ service: 'ecr', fault: shortLived(HOUR) });

    expect((await report()).counts).toMatchObject({ published: 2, failed: 0 });
    expect(stored()).not.toContain(before[0]);
  });

  test('is kept back while the place cannot be read', async () => {
    const { report, sandbox, stored } = await afterLostLedger();
    const before = stored();
    sandbox.faults.add({
      service: 'secretsmanager',
      operation: 'GetSecretValue',
      fault: status(500),
      times: 9,
    });

    expect((await report()).counts.failed).toBe(2);
    expect(stored()).toEqual(before);
  });

  test('is published where nothing is stored yet', async () => {
    const { report, sandbox } = await rehearse(REGISTRIES);
    sandbox.faults.add({ service: 'ecr', fault: shortLived(HOUR) });
    expect((await report()).counts).toMatchObject({ published: 2, failed: 0 });
  });
});

test('a short token replaces one that dies sooner, with a warning, where the ledger knows what is stored', async () => {
  const { clock, report, sandbox } = await rehearse(REGISTRIES);
  await report();
  clock.advance(10 * HOUR);
  sandbox.faults.add({ service: 'ecr', fault: shortLived(4 * HOUR) });

  const { publications } = await report();

  const published = { outcome: 'published', warning: expect.stringContaining('lives only 4 h') };
  expect(publications).toMatchObject([published, published]);
});

test('a short token after a run whose ledger could not be written replaces nothing', async () => {
  const { clock, folder, report, sandbox } = await rehearse(REGISTRIES);
  await writeFile(join(folder, 'ledger.json.lock'), '');
  await inHaste(() => report());
  const before = sandbox.secret(NAME)?.value;
  expect(before).toBeDefined();
  clock.advance(3 * HOUR);
  sandbox.faults.add({ service: 'ecr', fault: shortLived(HOUR) });

  await inHaste(() => report());

  expect(sandbox.secret(NAME)?.value).toBe(before);
});

describe('a clock that is 24 hours behind', () => {
  test('lets no short token replace a long one', async () => {
    const { clock, config, machine, report, sandbox } = await rehearse(REGISTRIES);
    await report();
    const before = sandbox.secret(NAME)?.value;
    clock.advance(3 * HOUR);
    sandbox.faults.add({ service: 'ecr', fault: shortLived(HOUR) });
    const behind = { ...machine, now: () => new Date(clock.now().getTime() - 24 * HOUR) };

    await expect(refreshEcr(config, behind)({}, lambdaContext('refreshEcr'))).rejects.toThrow('clock');

    expect(sandbox.secret(NAME)?.value).toBe(before);
    expect((await report()).counts).toMatchObject({ published: 2, failed: 0 });
  });
});

describe('a stored credential', () => {
  const stored = (expires: string) => `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
registries:
  - host: ghcr.io
    image: 'models/llama:prod'
    credentials: { username: acme-bot, password: { from: env, id: PASSWORD }${expires} }
    publish: [aws]
`;

  test('with a near end replaces an endless one that the registry refuses', async () => {
    const first = await rehearse(stored(''), {}, refreshStored);
    const { clock, report, sandbox } = first;
    await report();
    const soon = new Date(clock.now().getTime() + 48 * HOUR).toISOString().slice(0, 10);
    const config = compile(stored(`, expires: '${soon}'`), 'registries.yml');
    sandbox.changePassword('ghcr.io', 'acme-bot', 'the-new-password');
    vi.stubEnv('PASSWORD', 'the-new-password');
    const next = await refreshStored(config, first.machine)({}, lambdaContext('refreshStored'));

    expect(next.counts).toMatchObject({ published: 1 });
    const auth = sandbox.secret('DOCKER_REGISTRY_ghcr.io')?.value ?? '';
    expect(Buffer.from(auth, 'base64').toString()).toBe('acme-bot:the-new-password');
  });

  test('that the registry refuses fails a run by hand, though nothing has changed', async () => {
    const { clock, report, sandbox } = await rehearse(stored(''), {}, refreshStored);
    await report();
    sandbox.changePassword('ghcr.io', 'acme-bot', 'another-password');
    clock.advance(HOUR);
    const scheduled = {
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      time: clock.now().toISOString(),
    };

    expect((await report(scheduled)).counts).toMatchObject({ fresh: 1 });
    expect((await report()).publications).toMatchObject([{ outcome: 'failed', probe: 'not-accepted' }]);
  });
});

test('is asked of a place that hangs no longer than a publication may take', async () => {
  const { clock, folder, report, sandbox } = await rehearse(REGISTRIES);
  await report();
  await writeFile(join(folder, 'ledger.json'), '{}');
  clock.advance(3 * HOUR);
  sandbox.faults.add({ service: 'ecr', fault: shortLived(HOUR) });
  sandbox.faults.add({ service: 'secretsmanager', operation: 'DescribeSecret', fault: hang, times: 99 });
  expect((await inHaste(() => report())).counts.failed).toBe(2);
}, 40_000);

describe('a new stored password that ends soon', () => {
  const yaml = (more: string) => `
backends: { baseten: { type: baseten, apiKey: { from: env, id: BASETEN_API_KEY } } }
registries:
  - host: ghcr.io
    credentials: { username: acme-bot, password: { from: aws-secrets-manager, id: ghcr }${more} }
    publish: [baseten]
`;

  test('replaces one without an end: nobody mints another', async () => {
    const { clock, machine, report, sandbox } = await rehearse(yaml(''), {}, refreshStored);
    await report();
    const stored = () => sandbox.baseten.secret('DOCKER_REGISTRY_ghcr.io')?.value;
    sandbox.changePassword('ghcr.io', 'acme-bot', 'canary-of-a-new-password');
    await clientsOf(sandbox).secrets.send(
      new PutSecretValueCommand({ SecretId: 'ghcr', SecretString: 'canary-of-a-new-password' }),
    );
    const soon = new Date(clock.now().getTime() + 36 * HOUR).toISOString().slice(0, 10);
    const config = compile(yaml(`, expires: ${soon}`), 'registries.yml');
    const runs = refreshStored(config, machine);

    const { publications } = await runs({}, lambdaContext('refreshStored'));
    expect(publications).toMatchObject([
      { outcome: 'published', warning: expect.stringContaining('lives only') },
    ]);
    expect(Buffer.from(stored() ?? '', 'base64').toString()).toBe('acme-bot:canary-of-a-new-password');
  });
});
