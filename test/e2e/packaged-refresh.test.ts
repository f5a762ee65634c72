import { describe, expect, test } from 'vitest';
import { type Fault, hang, status } from '../../sandbox/faults.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { scheduledEvent } from '../../scripts/rehearsal/invoke.ts';
import { errorIn, resultIn } from './lambda/outcome.ts';
import { MAX_EVENT_BYTES } from './lambda/runtime-api.ts';
import { CONFIG, describePackaged } from './packaged.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

const BAD_EVENTS: [string, unknown, RegExp][] = [
  [
    'a field that it does not know',
    { dryrun: true },
    /^the event has an unknown field "dryrun"; did you mean/,
  ],
  ['a host that is not its own', { registries: ['nvcr.io'] }, /^no registry of this function has the host/],
  ['text', 'refresh', /^the event is the string "refresh"/],
  ['a list', [], /^the event is a list/],
  [
    '6 MB in the value of a field',
    { padding: 'x'.repeat(MAX_EVENT_BYTES - 14) },
    /^the event has an unknown field "padding"/,
  ],
  [
    '6 MB in the name of a field',
    { ['x'.repeat(MAX_EVENT_BYTES - 6)]: 1 },
    /^the event has an unknown field "x{80}…"/,
  ],
];

describePackaged('the refresh functions', ({ start, functions }) => {
  test('run on the Node that they are deployed for', () => {
    const [major] = process.versions.node.split('.');
    const runtimes = [...functions().values()].map(({ runtime }) => runtime);
    expect(new Set(runtimes)).toEqual(new Set([`nodejs${major}.x`]));
  });

  describe.each([
    ['refreshEcr', ECR],
    ['refreshArtifactRegistry', 'us-central1-docker.pkg.dev'],
    ['refreshStored', 'ghcr.io'],
  ])('%s', (key, host) => {
    test('cold: publishes, and what it published pulls', async () => {
      const { environment, sandbox } = await start(key);

      const { counts, publications } = resultIn(await environment.invoke(scheduledEvent(new Date())));

      expect(counts).toEqual({ published: publications.length, fresh: 0, planned: 0, failed: 0 });
      expect(await pulls(sandbox, host)).toBe(true);
    });

    test('warm: does again all that it is told to, in the process that is there', async () => {
      const { environment, sandbox } = await start(key);

      const first = resultIn(await environment.invoke({ force: true }));
      const minted = mintsIn(sandbox);
      const second = resultIn(await environment.invoke({ force: true }));

      expect(second.counts).toEqual(first.counts);
      expect(mintsIn(sandbox)).toEqual([...minted, ...minted].sort());
      expect(await pulls(sandbox, host)).toBe(true);
    });

    test('leaves what is fresh', async () => {
      const { environment } = await start(key);

      await environment.invoke({});
      const { counts, publications } = resultIn(await environment.invoke({}));

      expect(counts).toEqual({ published: 0, fresh: publications.length, planned: 0, failed: 0 });
    });
  });

  test.each(['refreshEcr', 'refreshArtifactRegistry'])(
    '%s publishes another token when it is warm, not the one that its process has',
    async (key) => {
      const { environment, sandbox } = await start(key);
      const published = () => CONFIG.registries.map(({ host }) => secretOf(sandbox, host.host));

      await environment.invoke({ force: true });
      const first = published();
      await environment.invoke({ force: true });

      const both = published().flatMap((value, n) => (value === undefined ? [] : [[value, first[n]]]));
      expect(both).toHaveLength(1);
      for (const [now, before] of both) expect(now).not.toBe(before);
    },
  );

  test.each(BAD_EVENTS)('refuses %s, and takes the next event', async (_, event, said) => {
    const { environment, sandbox } = await start('refreshEcr');

    const { errorType, errorMessage } = errorIn(await environment.invoke(event));

    expect([errorType, errorMessage]).toEqual(['Failure', expect.stringMatching(said)]);
    expect([...sandbox.calls]).toEqual([]);
    expect(resultIn(await environment.invoke({ dryRun: true })).counts.planned).toBeGreaterThan(0);
  });

  test('reports what is not done, when its time is nearly up, before Lambda cuts it off', async () => {
    const { environment, sandbox } = await start('refreshEcr');
    await environment.invoke({ dryRun: true }); // a cold start takes long on a busy machine
    sandbox.faults.add({ service: 'baseten', fault: hang, times: 9 });

    const { errorType, errorMessage } = errorIn(await environment.invoke({}, 9_000));

    expect(errorType).toBe('RefreshFailed');
    expect(errorMessage).toMatch(
      /^1 of 3 publications failed\n {2}(?:\d times: )?the time limit of the function was reached first/,
    );
    expect(await pulls(sandbox, ECR)).toBe(true);
  });

  test('begins nothing when there is no time left at all, and says so', async () => {
    const { environment, sandbox } = await start('refreshEcr');
    await environment.invoke({ dryRun: true });

    const { errorMessage } = errorIn(await environment.invoke({}, 4_000));

    expect(errorMessage).toMatch(
      /^3 of 3 publications failed\n {2}(?:\d times: )?the time limit of the function was reached first/,
    );
    expect(secretOf(sandbox, ECR)).toBeUndefined();
  });

  test('fails with type and message, and the retry does only what is left', async () => {
    const { environment, sandbox } = await start('refreshEcr');
    sandbox.faults.add({ service: 'baseten', operation: 'POST /v1/secrets', fault: status(403) });

    const { errorType, errorMessage } = errorIn(await environment.invoke({}));
    const retried = resultIn(await environment.invoke({}));

    expect(errorType).toBe('RefreshFailed');
    expect(errorMessage).toMatch(/^1 of 3 publications failed\n/);
    expect(errorMessage).toContain(`not published: DOCKER_REGISTRY_${ECR} in baseten`);
    expect(retried.counts).toEqual({ published: 1, fresh: 2, planned: 0, failed: 0 });
  });

  test.each<[string, Fault | undefined]>([
    ['well', undefined],
    ['badly, and a service repeats what it was sent', { kind: 'echo' }],
  ])('writes no secret to log, result or error, when all goes %s', async (_, fault) => {
    const { environment, sandbox } = await start('refreshEcr');
    if (fault !== undefined) sandbox.faults.add({ service: 'fal', fault, times: 9 });

    const outcome = await environment.invoke({});

    const value = secretOf(sandbox, ECR) ?? '';
    const password = Buffer.from(value, 'base64').toString().replace(/^AWS:/, '');
    const written = environment.log + JSON.stringify(outcome);
    expect(password.length).toBeGreaterThan(20);
    expect(written).toContain('"message":"published"');
    expect([written.includes(value), written.includes(password)]).toEqual([false, false]);
  });
});

const secretOf = (sandbox: Sandbox, host: string) => sandbox.secret(`DOCKER_REGISTRY_${host}`)?.value;

async function pulls(sandbox: Sandbox, host: string): Promise<boolean> {
  const image = CONFIG.registries.find((registry) => registry.host.host === host)?.image ?? '';
  const [repository = '', tag = ''] = image.split(':');
  return (await sandbox.pull(host, repository, tag, secretOf(sandbox, host) ?? '')).pulled;
}

/** The calls that mint, or read what is stored; their order is nobody's business. */
function mintsIn(sandbox: Sandbox): string[] {
  const minting = ['GetAuthorizationToken', 'generateAccessToken', 'GetSecretValue'];
  return [...sandbox.calls]
    .map(({ operation }) => operation)
    .filter((each) => minting.includes(each))
    .sort();
}
