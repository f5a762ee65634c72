import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { baseten } from '../../lib/backends/baseten/backend.ts';
import type { BasetenOptions } from '../../lib/backends/baseten/options.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { type Fault, garbage, status, throttle, throttleUntil } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { remoteBackendContract } from '../contract/backend.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';
import { targetOf } from './target.ts';

const HOST = 'registry.example.com';
const NAME = `DOCKER_REGISTRY_${HOST}`;
const KEY = 'not-a-real-key-of-baseten';
const INVOKE_KEY = 'not-a-real-key-for-invoking';

let sandbox: Sandbox;
beforeEach(async () => {
  const keys = [
    { key: KEY },
    { key: INVOKE_KEY, category: 'invoke' as const },
    { key: 'of-research', teams: ['research'] },
  ];
  sandbox = await startSandbox({ baseten: { teams: ['platform', 'research'], keys } });
  key = KEY;
});

afterEach(() => sandbox.stop());

/** What the environment holds under the name that the config refers to. */
let key = KEY;
const ABOUT = { host: HOST, key: HOST, name: NAME, format: 'docker-auth' } as const;
const waits: number[] = [];

const readingFrom = (env: NodeJS.ProcessEnv) => ({ env, now: () => new Date() });

function open(options: Partial<BasetenOptions> = {}) {
  waits.length = 0;
  return baseten(
    targetOf({ type: 'baseten', apiKey: { from: 'env', id: 'BASETEN_KEY' }, ...options }),
    readingFrom({ BASETEN_KEY: key, PULLKEEPER_BASETEN_URL: sandbox.basetenUrl }),
    async (milliseconds) => void waits.push(milliseconds),
  );
}

function publish(value: string, options: Partial<BasetenOptions> & { name?: string } = {}) {
  const { name = NAME, ...rest } = options;
  const about = { ...ABOUT, name };
  return open(rest).publish(new Secret(value), about, AbortSignal.timeout(50_000));
}

function befall(fault: Fault, times = 1): void {
  sandbox.faults.add({ service: 'baseten', operation: 'POST /v1/secrets', times, fault });
}

remoteBackendContract('Baseten', () => ({
  to: targetOf({ type: 'baseten', apiKey: { from: 'env', id: 'BASETEN_KEY' } }),
  open: () => open(),
  nameFor: (host) => `DOCKER_REGISTRY_${host}`,
  read: async (name) => sandbox.baseten.secret(name)?.value,
  suffer: befall,
  forbid: () => {
    key = INVOKE_KEY;
  },
}));

describe('asking beforehand', () => {
  it('tells of a secret that Baseten takes for the same', async () => {
    await publish('value', { name: 'a-b' });
    expect(await open().check?.({ ...ABOUT, name: 'a.b' }, AbortSignal.timeout(50_000))).toMatchObject({
      risk: expect.stringContaining('already has this secret as "a-b"'),
    });
    expect(sandbox.baseten.secret('a-b')?.value).toBe('value');
  });
});

describe('the team', () => {
  it.each([
    ['its name', () => 'research'],
    ['its id', () => sandbox.baseten.teams[1]?.id ?? ''],
  ])('is found by %s', async (_, team) => {
    await publish('value', { team: team() });
    expect(sandbox.baseten.secret(NAME, 'research')?.value).toBe('value');
    expect(sandbox.baseten.secret(NAME, 'platform')).toBeUndefined();
  });

  it('is the default one where none is named', async () => {
    await publish('value');
    expect(sandbox.baseten.secret(NAME)?.team.name).toBe('platform');
  });

  it('is named beforehand, where there are several and none is chosen', async () => {
    const check = (team?: string) =>
      open(team === undefined ? {} : { team }).check?.(ABOUT, AbortSignal.timeout(50_000));
    expect(await check()).toMatchObject({ risk: expect.stringContaining('the team "platform"') });
    expect(await check('research')).not.toHaveProperty('risk');
  });

  it('is looked up once, however many secrets are written', async () => {
    const backend = open({ team: 'research' });
    const about = ABOUT;
    const signal = AbortSignal.timeout(50_000);
    const names = ['a', 'b', 'c'];
    await Promise.all(names.map((name) => backend.publish(new Secret('v'), { ...about, name }, signal)));
    expect(sandbox.calls.where({ operation: 'GET /v1/teams' })).toHaveLength(1);
  });

  it('that does not exist is refused before anything is written, with those that do', async () => {
    await publish('old');
    expect(await failureOf(publish('new', { team: 'reserch' }))).toMatchObject({
      kind: 'invalid',
      message:
        'cannot find the team "reserch" of Baseten: this API key sees no such team; did you mean "research"?',
      hint: 'the key sees: platform, research',
    });
    expect(sandbox.baseten.secret(NAME)?.value).toBe('old');
  });

  it('that got the secret is named when it is not the one that was meant', async () => {
    const [, research] = sandbox.baseten.teams;
    const lying = JSON.stringify({ id: 's', name: NAME, team_name: 'platform', created_at: 'now' });
    sandbox.faults.add({ operation: 'POST /v1/teams/{team}/secrets', fault: garbage(lying) });
    expect(await failureOf(publish('value', { team: research?.id ?? '' }))).toMatchObject({
      message: `Baseten wrote "${NAME}" in the team "platform" instead of the team "research"`,
    });
  });
});

describe('the answer', () => {
  it('may spell the name as it was first written, and have fields that nobody knows', async () => {
    await publish('one', { name: 'DOCKER_REGISTRY_registry-example-com' });
    await publish('two');
    expect(sandbox.baseten.secret(NAME)).toMatchObject({
      name: 'DOCKER_REGISTRY_registry-example-com',
      value: 'two',
    });
    befall(garbage(JSON.stringify({ name: NAME, colour: 'red' })));
    await expect(publish('three')).resolves.toBeUndefined();
  });

  it('may spell the name and the team in other cases', async () => {
    befall(garbage(JSON.stringify({ name: NAME.toLowerCase(), team_name: 'PLATFORM' })));
    await expect(publish('value')).resolves.toBeUndefined();
    const other = JSON.stringify({ name: NAME, team_name: 'Research' });
    sandbox.faults.add({ operation: 'POST /v1/teams/{team}/secrets', fault: garbage(other) });
    await expect(publish('value', { team: 'research' })).resolves.toBeUndefined();
  });

  it.each([
    ['of another secret', { name: 'other', team_name: 'platform' }, /wrote "other" in the team "platform"/],
    ['of no secret', { ok: true }, /did not say whether it wrote/],
  ])('%s is a failure', async (_, body, message) => {
    befall(garbage(JSON.stringify(body)));
    expect(await failureOf(publish('value'))).toMatchObject({ message: expect.stringMatching(message) });
  });
});

describe('a name', () => {
  const remark = (name: string) => open().remark?.({ ...ABOUT, name }, AbortSignal.timeout(50_000));

  it('that stands there under another spelling is remarked on', async () => {
    await publish('theirs', { name: 'DOCKER_REGISTRY_registry_example_com' });
    expect(await remark(NAME)).toMatch(/already has this secret as "DOCKER_REGISTRY_registry_example_com"/);
  });

  it('that stands in another team under another spelling is not', async () => {
    await publish('theirs', { name: 'DOCKER_REGISTRY_registry_example_com', team: 'research' });
    expect(await remark(NAME)).toBeUndefined();
  });

  it.each([['that is new'], ['that stands there as it is spelled']])('%s is not', async (which) => {
    if (which !== 'that is new') await publish('ours');
    expect(await remark(NAME)).toBeUndefined();
  });

  it('that cannot be compared stops nothing', async () => {
    sandbox.faults.add({ operation: 'GET /v1/secrets', times: 9, fault: status(500) });
    expect(await remark(NAME)).toMatch(/could not be compared.*no usable answer from Baseten/);
  });
});

describe('a refusal', () => {
  it('of the key is not tried again, and names its secret and how to replace it', async () => {
    befall(status(401), 9);
    expect(await failureOf(publish('value'))).toMatchObject({
      kind: 'denied',
      message: `cannot write the secret "${NAME}" to Baseten: Baseten rejected the API key in BASETEN_KEY (env)`,
      hint: 'make a new key at Baseten and set the variable BASETEN_KEY',
    });
    expect(sandbox.calls.where()).toHaveLength(1);
  });

  it('of a value over the limit leaves the old one', async () => {
    await publish('old');
    expect(await failureOf(publish('x'.repeat(200_000)))).toMatchObject({ kind: 'quota' });
    expect(sandbox.baseten.secret(NAME)?.value).toBe('old');
  });

  it('never tells the key, though it be repeated', async () => {
    befall(garbage('{}'));
    expectSilence(await failureOf(publish('value')), KEY);
    key = `${KEY}\n`;
    const failure = await failureOf(publish('value'));
    expect(failure.message).toContain('contains white space');
    expectSilence(failure, KEY);
  });

  it('is not followed elsewhere', async () => {
    befall(status(307));
    expect(await failureOf(publish('value'))).toMatchObject({ kind: 'unavailable', cause: 'HTTP 307' });
  });
});

describe('what may pass', () => {
  it('is tried again after growing pauses', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    onTestFinished(() => void vi.restoreAllMocks());
    befall(status(500), 3);
    await publish('value');
    expect(waits).toEqual([100, 200, 400]);
    expect(sandbox.baseten.secret(NAME)?.value).toBe('value');
  });

  it('is not tried before the time that Baseten names', async () => {
    befall(throttleUntil('7'));
    await publish('value');
    expect(waits[0]).toBeGreaterThanOrEqual(7_000);
  });

  it('is left to the next run when Baseten names a time that is too late for this one', async () => {
    befall(throttleUntil('3600'));
    expect(await failureOf(publish('value'))).toMatchObject({ kind: 'throttled' });
    expect(waits).toEqual([]);
  });

  it('is given up after four attempts', async () => {
    befall(throttle, 99);
    expect(await failureOf(publish('value'))).toMatchObject({ kind: 'throttled' });
    expect(sandbox.calls.where()).toHaveLength(4);
  });

  it('is a host where nobody listens', async () => {
    await sandbox.stop();
    expect(await failureOf(publish('value'))).toMatchObject({
      kind: 'unavailable',
      cause: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('the request', () => {
  it('goes to the address of the config, or of the rehearsal', async () => {
    const elsewhere = await startSandbox({ baseten: { keys: [{ key: KEY }] } });
    onTestFinished(() => elsewhere.stop());
    const backend = baseten(
      targetOf({ type: 'baseten', apiKey: { from: 'env', id: 'BASETEN_KEY' }, url: elsewhere.basetenUrl }),
      readingFrom({ BASETEN_KEY: KEY }),
    );
    const about = ABOUT;
    await backend.publish(new Secret('value'), about, AbortSignal.timeout(50_000));
    expect(elsewhere.baseten.secret(NAME)?.value).toBe('value');
  });
});
