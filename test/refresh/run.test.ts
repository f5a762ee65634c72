import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RefreshFailed } from '../../lib/refresh/settle.ts';
import { statusOf } from '../../lib/status/status.ts';
import { hang, shortLived, status, throttle } from '../../sandbox/faults.ts';
import { rehearse } from '../rehearse.ts';
import { timeLimit, until } from '../time-limit.ts';

const HOUR = 3_600_000;
const US = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const EU = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';

const TWO_REGIONS = `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
  file: { type: file, path: secrets.json }
registries:
  - { host: ${US}, publish: [aws, file] }
  - { host: 444455556666.dkr.ecr.us-east-1.amazonaws.com, publish: [aws] }
  - { host: ${EU}, publish: [aws] }
`;

const TWO_ROLES = `
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
identities: { other: { type: aws-role, roleArn: 'arn:aws:iam::444455556666:role/pull-only' } }
registries:
  - { host: ${US}, publish: [aws] }
  - { host: ${EU}, identity: other, publish: [aws] }
`;

const outcomes = (report: { publications: { outcome: string }[] }) =>
  report.publications.map(({ outcome }) => outcome);

describe('a run', () => {
  test('publishes everything with one mint per region, in the order of registries.yml', async () => {
    const { report, sandbox } = await rehearse(TWO_REGIONS);

    const { counts, publications } = await report();

    expect(counts).toEqual({ published: 4, fresh: 0, planned: 0, failed: 0 });
    expect(publications.map(({ host, backend }) => [host.slice(13, -14), backend])).toEqual([
      ['dkr.ecr.us-east-1', 'aws'],
      ['dkr.ecr.us-east-1', 'file'],
      ['dkr.ecr.us-east-1', 'aws'],
      ['dkr.ecr.eu-west-1', 'aws'],
    ]);
    expect(sandbox.calls.where({ service: 'ecr' }).map(({ region }) => region)).toEqual(
      expect.arrayContaining(['us-east-1', 'eu-west-1']),
    );
    expect(sandbox.calls.where({ service: 'ecr' })).toHaveLength(2);
  });

  test('reports until when each secret lives, as ECR says it', async () => {
    const { clock, report } = await rehearse(TWO_REGIONS);

    const { publications } = await report();

    const half = new Date(clock.now().getTime() + 12 * HOUR).toISOString();
    expect(publications.map(({ expiresAt }) => expiresAt)).toEqual([half, half, half, half]);
  });

  test('leaves what a doubled event finds fresh, and renews all of it three hours later', async () => {
    const { clock, report, sandbox } = await rehearse(TWO_REGIONS);
    await report();

    expect(outcomes(await report())).toEqual(['fresh', 'fresh', 'fresh', 'fresh']);
    expect(sandbox.calls.where({ service: 'ecr' })).toHaveLength(2);

    clock.advance(3 * HOUR);
    expect(outcomes(await report())).toEqual(['published', 'published', 'published', 'published']);
  });

  test('does again what is fresh when forced, and only what is asked for', async () => {
    const { report } = await rehearse(TWO_REGIONS);
    await report();

    const { publications } = await report({ registries: [EU], force: true });

    expect(publications.map(({ host, outcome }) => [host, outcome])).toEqual([[EU, 'published']]);
  });

  test('does nothing but plan on a dry run', async () => {
    const { report, sandbox, folder } = await rehearse(TWO_REGIONS);

    expect(outcomes(await report({ dryRun: true }))).toEqual(['planned', 'planned', 'planned', 'planned']);
    expect([...sandbox.calls]).toEqual([]);
    expect(existsSync(join(folder, 'ledger.json'))).toBe(false);
  });

  test('makes a second version of a secret only for a second token', async () => {
    const { clock, report, sandbox } = await rehearse(TWO_REGIONS);
    await report();
    await report();
    expect(sandbox.secret(`DOCKER_REGISTRY_${US}`)?.versions).toHaveLength(1);

    clock.advance(3 * HOUR);
    await report();
    expect(sandbox.secret(`DOCKER_REGISTRY_${US}`)?.versions).toHaveLength(2);
  });
});

describe('a failure', () => {
  test('of one mint costs the publications of that mint alone', async () => {
    const { report, sandbox } = await rehearse(TWO_ROLES);
    sandbox.faults.add({ service: 'sts', fault: status(500), times: 3 });

    const { publications } = await report();

    expect(publications).toMatchObject([
      { host: US, outcome: 'published' },
      {
        host: EU,
        outcome: 'failed',
        kind: 'unavailable',
        hint: expect.stringContaining('the next run retries'),
      },
    ]);
  });

  test('of one backend costs its own publication, and a retry does only what is left', async () => {
    const { report, sandbox } = await rehearse(`
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries: [{ host: ${US}, publish: [file, aws] }]
`);
    sandbox.faults.add({
      service: 'secretsmanager',
      operation: 'CreateSecret',
      fault: status(500),
      times: 5,
    });

    expect(outcomes(await report())).toEqual(['published', 'failed']);
    expect(outcomes(await report())).toEqual(['fresh', 'published']);
  });

  test('that passes is not seen: throttled twice, published all the same', async () => {
    const { report, sandbox } = await rehearse(TWO_REGIONS);
    sandbox.faults.add({ service: 'ecr', fault: throttle, times: 2 });

    expect((await report()).counts).toMatchObject({ published: 4, failed: 0 });
  });

  test('is thrown at the end, with its reason, what AWS said, and what to do', async () => {
    const { invoke, sandbox } = await rehearse(TWO_ROLES, { roles: [] });

    const error = await invoke().catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(RefreshFailed);
    expect(String(error).replace(/request [\w-]+/, 'request 1')).toMatchInlineSnapshot(`
      "RefreshFailed: 1 of 2 publications failed
        cannot assume arn:aws:iam::444455556666:role/pull-only: not allowed
          cause: AccessDenied: User: arn:aws:sts::123456789012:assumed-role/pullkeeper/sandbox is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/pull-only (request 1)
          hint: let the trust policy of arn:aws:iam::444455556666:role/pull-only name the role of this function (and its external id, if it has one), and allow sts:AssumeRole on arn:aws:iam::444455556666:role/pull-only to the role of this function: npx pullkeeper setup aws --account 123456789012 prints both
          not published: DOCKER_REGISTRY_111122223333.dkr.ecr.eu-west-1.amazonaws.com in aws, and the ledger knows of no earlier value"
    `);
    expect(sandbox.secret(`DOCKER_REGISTRY_${US}`)?.value).toBeDefined();
  });

  test('leaves the good secret where it is, and says until when it lives', async () => {
    const { clock, report, sandbox } = await rehearse(TWO_REGIONS);
    const before = await report();
    const value = sandbox.secret(`DOCKER_REGISTRY_${US}`)?.value;

    clock.advance(3 * HOUR);
    sandbox.faults.add({ service: 'ecr', fault: status(503), times: 10 });
    const after = await report();

    expect(after.counts).toMatchObject({ failed: 4 });
    expect(after.publications.map(({ expiresAt }) => expiresAt)).toEqual(
      before.publications.map(({ expiresAt }) => expiresAt),
    );
    expect(sandbox.secret(`DOCKER_REGISTRY_${US}`)?.value).toBe(value);
  });

  test('counts nothing as standing where the secret of another host stands', async () => {
    const { clock, config, log, machine, measured, report, sandbox } = await rehearse(`
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries: [{ host: ${EU}, publish: [{ backend: aws, name: model-pulls }] }]
`);
    const now = clock.now();
    const times = { mintedAt: now.toISOString(), publishedAt: now.toISOString() };
    const expiresAt = new Date(now.getTime() + 12 * HOUR).toISOString();
    const published = { host: US, format: 'docker-auth', fingerprint: 'us', ...times, expiresAt } as const;
    const probed = { at: now.toISOString(), verdict: 'pulls' };
    await machine.ledger.record({
      id: '["aws-secrets-manager","us-east-1","model-pulls"]',
      published,
      probed,
    });
    sandbox.faults.add({ service: 'ecr', fault: status(503), times: 5 });
    clock.advance(HOUR);

    const { publications } = await report();

    expect(publications).toMatchObject([{ host: EU, outcome: 'failed' }]);
    expect(publications[0]).not.toHaveProperty('expiresAt');
    expect(measured).toContainEqual(expect.objectContaining({ values: { SecondsToLive: 0 } }));
    const entries = await machine.ledger.entries();
    expect(entries).toMatchObject([{ published: { host: US }, failed: { kind: 'unavailable' } }]);
    expect(entries[0]).not.toHaveProperty('probed');
    expect(statusOf(config, entries, clock.now()).state).toBe('unpublished');

    sandbox.faults.add({ service: 'ecr', fault: shortLived(HOUR), times: 1 });
    expect((await report()).counts).toMatchObject({ published: 1, failed: 0 });
    expect(log).toContainEqual(expect.objectContaining({ message: 'published', host: EU }));
  });

  test('of the ledger fails nothing: all is due, and the log says why', async () => {
    const { folder, log, report } = await rehearse(TWO_REGIONS);
    writeFileSync(join(folder, 'ledger.json'), 'not a ledger');

    expect((await report()).counts).toMatchObject({ published: 4, failed: 0 });
    expect(log).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: expect.stringContaining('ledger could not be read'),
      }),
    );
  });
});

describe('a token', () => {
  test('that dies before the second-next run does not replace one that lives longer', async () => {
    const { clock, machine, report, sandbox } = await rehearse(TWO_REGIONS);
    await report();
    const value = sandbox.secret(`DOCKER_REGISTRY_${US}`)?.value;

    clock.advance(3 * HOUR);
    sandbox.faults.add({ service: 'ecr', fault: shortLived(HOUR), times: 2 });
    const { counts, publications } = await report();

    expect(counts.failed).toBe(4);
    expect(publications[0]).toMatchObject({
      kind: 'expired',
      reason: expect.stringContaining('lives longer, so it was kept'),
    });
    const [entry] = await machine.ledger.entries();
    expect(entry?.failed?.untried).toBe(true); // no backend was called
    expect(sandbox.secret(`DOCKER_REGISTRY_${US}`)?.value).toBe(value);
  });

  test('that is short replaces nothing while the ledger cannot tell what stands there', async () => {
    const { clock, folder, report, sandbox } = await rehearse(TWO_REGIONS);
    await report();
    const value = sandbox.secret(`DOCKER_REGISTRY_${US}`)?.value;

    clock.advance(3 * HOUR);
    writeFileSync(join(folder, 'ledger.json'), 'not a ledger');
    sandbox.faults.add({ service: 'ecr', fault: shortLived(HOUR), times: 2 });
    const { counts, publications } = await report();

    expect(counts.failed).toBe(4);
    expect(publications[0]).toMatchObject({
      reason: expect.stringContaining('the ledger could not be read'),
    });
    expect(sandbox.secret(`DOCKER_REGISTRY_${US}`)?.value).toBe(value);
  });

  test('that is short is better than none, with a warning', async () => {
    const { report, sandbox } = await rehearse(TWO_REGIONS);
    sandbox.faults.add({ service: 'ecr', fault: shortLived(HOUR), times: 2 });

    const { counts, publications } = await report();

    expect(counts.published).toBe(4);
    expect(publications[0]?.warning).toContain('lives only 1 h');
  });

  test('that is already dead is never published', async () => {
    const { report, sandbox } = await rehearse(TWO_REGIONS);
    sandbox.faults.add({ service: 'ecr', fault: shortLived(-HOUR), times: 2 });

    expect((await report()).counts).toMatchObject({ published: 0, failed: 4 });
    expect(sandbox.secret(`DOCKER_REGISTRY_${US}`)).toBeUndefined();
  });
});

describe('the deadline', () => {
  test('ends the run with a report while Lambda still listens, whatever hangs', async () => {
    const { machine, report, sandbox } = await rehearse(TWO_REGIONS);
    sandbox.faults.add({ service: 'secretsmanager', operation: 'CreateSecret', fault: hang, times: 1 });
    const { reach } = timeLimit();

    const running = report();
    await until(async () => expect(await machine.ledger.entries()).toHaveLength(3));
    reach();

    const { counts, publications } = await running;
    expect(counts).toMatchObject({ published: 3, failed: 1 });
    expect(publications.find(({ outcome }) => outcome === 'failed')).toMatchObject({
      kind: 'unavailable',
      reason: 'the time limit of the function was reached first',
    });
  });
});
