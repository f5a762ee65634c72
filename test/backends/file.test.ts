import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileBackend, fileOf } from '../../lib/backends/file/backend.ts';
import { openBackend } from '../../lib/backends/index.ts';
import { PLAIN_NAMING } from '../../lib/backends/traits.ts';
import type { Format } from '../../lib/config/config.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { backendContract } from '../contract/backend.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';

const HOST = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const run = promisify(execFile);

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullkeeper-'));
  path = join(folder, 'secrets.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

backendContract('a file', () => ({
  to: { type: 'file', path: 'x' },
  open: () => fileBackend({ type: 'file', path }, {}),
  nameFor: (host) => PLAIN_NAMING.encode(`DOCKER_REGISTRY_${host}`),
  read: async (name) =>
    existsSync(path) ? Object.getOwnPropertyDescriptor(await content(), name)?.value : undefined,
}));

interface How {
  name?: string;
  format?: Format;
  to?: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

async function publish(value: string, how: How = {}): Promise<void> {
  const {
    name = 'a',
    format = 'docker-auth',
    to = path,
    env = {},
    signal = AbortSignal.timeout(50_000),
  } = how;
  const about = { id: `file/${name}`, host: name, key: name, backend: 'file', name, format };
  await fileBackend({ type: 'file', path: to }, env).publish(new Secret(value), about, signal);
}

const publishAuth = (auth: object, how: How & { host?: string } = {}) => {
  const { host = HOST } = how;
  return publish(JSON.stringify({ auths: { [host]: auth } }), {
    ...how,
    name: host,
    format: 'docker-config-json',
  });
};

async function content(of = path): Promise<object> {
  const parsed: unknown = JSON.parse(await readFile(of, 'utf8'));
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`${of} holds no object`);
  return parsed;
}

const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);

async function makeOlder(file: string): Promise<void> {
  const anHourAgo = new Date(Date.now() - 60 * 60_000);
  await utimes(file, anHourAgo, anHourAgo);
}

describe('the file', () => {
  it('is made with the folders above it, for its owner alone', async () => {
    const deep = join(folder, 'a', 'b', 'secrets.json');
    await publish('value', { to: deep });
    expect([await content(deep), await modeOf(deep)]).toEqual([{ a: 'value' }, '600']);
  });

  it('is for its owner alone ever after, even if everybody could read it before', async () => {
    await writeFile(path, '{}');
    await chmod(path, 0o644);
    await publish('value');
    expect(await modeOf(path)).toBe('600');
  });

  it('is written through no draft whose name can be known beforehand', async () => {
    const victim = join(folder, 'victim');
    await writeFile(victim, 'precious');
    const planted = [`${process.pid}`, '0', '1'].map((part) => join(folder, `.secrets.json.${part}.tmp`));
    for (const link of planted) await symlink(victim, link);
    await publish('canary-of-a-value');
    expect([await content(), await modeOf(path)]).toEqual([{ a: 'canary-of-a-value' }, '600']);
    expect([await readFile(victim, 'utf8'), (await lstat(path)).isSymbolicLink()]).toEqual([
      'precious',
      false,
    ]);
  });

  it('has the drafts removed that killed runs have left, and no other files', async () => {
    const others = ['.secrets.json.bak', '.other.json.0abc.tmp', 'secrets.json.0abc.tmp'];
    for (const name of ['.secrets.json.0123abcd.tmp', '.secrets.json.4711.tmp', ...others])
      await writeFile(join(folder, name), 'half of');
    await publish('value');
    expect((await readdir(folder)).toSorted()).toEqual([...others, 'secrets.json'].toSorted());
  });

  it('leaves nothing beside it', async () => {
    await publish('one');
    await publish('two');
    expect(await readdir(folder)).toEqual(['secrets.json']);
  });

  it.each(['', ' \n'])('may be there and be empty: %j', async (text) => {
    await writeFile(path, text);
    await publish('value');
    expect(await content()).toEqual({ a: 'value' });
  });

  it('is opened by its type from the config', async () => {
    const backend = await openBackend(
      { type: 'file', path: 'secrets.json' },
      { env: { PULLKEEPER_DESTDIR: folder }, now: () => new Date(), log: () => {} },
    );
    const about = {
      id: 'file/a',
      host: HOST,
      key: HOST,
      backend: 'file',
      name: 'a',
      format: 'password',
    } as const;
    await backend.publish(new Secret('value'), about, AbortSignal.timeout(50_000));
    expect(await content(join(folder, process.cwd(), 'secrets.json'))).toEqual({ a: 'value' });
  });

  it('is never seen half-written', async () => {
    const values = Array.from({ length: 12 }, (_, n) => String.fromCharCode(97 + n).repeat(500_000));
    await publish(values[0] ?? '');
    let reads = 0;
    let done = false;
    const reader = async () => {
      while (!done) {
        expect(values).toContain(Object.values(await content())[0]);
        reads += 1;
      }
    };
    const writer = async () => {
      for (const value of values) await publish(value);
      done = true;
    };
    await Promise.all([reader(), writer()]);
    expect(reads).toBeGreaterThan(1);
  });

  it('keeps what it has when the new one cannot be written', async () => {
    const full = '/dev/full/secrets.json'; // a device is no folder
    const failure = await failureOf(publish('canary-of-a-value', { to: full }));
    expect(failure).toMatchObject({ kind: 'invalid', message: `cannot change ${full}` });
    expectSilence(failure, 'canary-of-a-value');
  });
});

describe('a link', () => {
  it('stays a link, and what it points to changes', async () => {
    const real = join(folder, 'elsewhere', 'real.json');
    await publish('old', { to: real });
    await symlink(join('elsewhere', 'real.json'), path);

    await publish('new');

    expect((await lstat(path)).isSymbolicLink()).toBe(true);
    expect([await content(real), await readdir(join(folder, 'elsewhere'))]).toEqual([
      { a: 'new' },
      ['real.json'],
    ]);
  });

  it('stays a link when what it points to is not there yet', async () => {
    await mkdir(join(folder, 'elsewhere'));
    await symlink(join('elsewhere', 'via.json'), path);
    await symlink('real.json', join(folder, 'elsewhere', 'via.json'));

    await publish('value');

    expect((await lstat(path)).isSymbolicLink()).toBe(true);
    expect(await content(join(folder, 'elsewhere', 'real.json'))).toEqual({ a: 'value' });
  });

  it('that leads to itself is refused', async () => {
    await symlink('secrets.json', path);
    expect(await failureOf(publish('value'))).toMatchObject({
      kind: 'invalid',
      cause: expect.stringMatching(/ELOOP/),
    });
  });
});

describe('a writer', () => {
  const publishNames = (prefix: string) => {
    const script = fileURLToPath(new URL('publish-names.ts', import.meta.url));
    return run(process.execPath, [script, path, prefix, '50']);
  };

  it('in another process loses nothing of ours, nor we of its', async () => {
    await Promise.all([publishNames('left'), publishNames('right')]);
    const expected = ['left', 'right'].flatMap((prefix) =>
      Array.from({ length: 50 }, (_, n) => [`${prefix}-${n}`, `value of ${prefix}-${n}`]),
    );
    expect(await content()).toEqual(Object.fromEntries(expected));
  });

  it('that holds the file is waited for, until the time is up', async () => {
    await publish('old');
    await writeFile(`${path}.lock`, '');

    const failure = await failureOf(publish('canary-of-a-value', { signal: AbortSignal.timeout(100) }));

    expect(failure).toMatchObject({
      kind: 'unavailable',
      message: `another writer holds ${path}.lock`,
      hint: `the next run retries; if no other pullkeeper runs, remove ${path}.lock`,
    });
    expectSilence(failure, 'canary-of-a-value');
    expect([await content(), await readdir(folder)]).toEqual([
      { a: 'old' },
      ['secrets.json', 'secrets.json.lock'],
    ]);
  });

  it('that holds what a link points to is named by its lock there', async () => {
    await symlink('real.json', path);
    const lock = join(folder, 'real.json.lock');
    await writeFile(lock, '');
    const failure = await failureOf(publish('value', { signal: AbortSignal.timeout(50) }));
    expect(failure.message).toBe(`another writer holds ${lock}`);
  });

  it('goes on as soon as the other lets go', async () => {
    await writeFile(`${path}.lock`, '');
    const publishing = publish('value');
    await new Promise(setImmediate);
    await rm(`${path}.lock`);
    await publishing;
    expect(await content()).toEqual({ a: 'value' });
  });

  it('that crashed holds nobody up', async () => {
    await writeFile(`${path}.lock`, '');
    await makeOlder(`${path}.lock`);
    await publish('value', { signal: AbortSignal.timeout(50_000) });
    expect([await content(), await readdir(folder)]).toEqual([{ a: 'value' }, ['secrets.json']]);
  });

  it.each(['secrets.json', 'secrets.json.lock'])(
    'that planted a pipe at %s, which never says anything, holds nobody up',
    async (name) => {
      await run('mkfifo', [join(folder, name)]);
      await makeOlder(join(folder, name));
      await publish('one');
      expect(await content()).toEqual({ a: 'one' });
    },
  );

  it('that crashed while it broke the lock of another holds nobody up', async () => {
    for (const leftover of [`${path}.lock`, `${path}.lock.break`]) {
      await writeFile(leftover, '');
      await makeOlder(leftover);
    }
    await publish('value', { signal: AbortSignal.timeout(50_000) });
    expect([await content(), await readdir(folder)]).toEqual([{ a: 'value' }, ['secrets.json']]);
  });

  /** A process that holds the lock until its standard input ends, and then writes. */
  const slowWriter = async () => {
    const script = fileURLToPath(new URL('slow-writer.ts', import.meta.url));
    const child = spawn(process.execPath, [script, path], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    return { child, ended };
  };

  it('that is slow, and alive, is never robbed of its lock', async () => {
    await publish('old');
    const { child, ended } = await slowWriter();
    await makeOlder(`${path}.lock`); // it works, and cannot touch its lock meanwhile

    const failure = await failureOf(publish('hasty', { signal: AbortSignal.timeout(500) }));
    expect(failure.message).toBe(`another writer holds ${path}.lock`);

    child.stdin.end();
    await Promise.all([ended, publish('patient', { name: 'b' })]);
    expect([await content(), await readdir(folder)]).toEqual([
      { a: 'old', slow: 'written', b: 'patient' },
      ['secrets.json'],
    ]);
  });

  /** Shorter than the 10 seconds of silence after which any lock is broken. */
  const SOON_MS = 8_000;

  it('that is killed holds up nobody', async () => {
    const { child, ended } = await slowWriter();
    child.kill('SIGKILL');
    await ended;
    await publish('value', { signal: AbortSignal.timeout(SOON_MS) });
    expect([await content(), await readdir(folder)]).toEqual([{ a: 'value' }, ['secrets.json']]);
  });

  it('with the process id of one that has ended is not taken for it', async () => {
    const lock = { token: 'one', pid: process.pid, host: hostname(), born: '1' };
    await writeFile(`${path}.lock`, JSON.stringify(lock));
    await publish('value', { signal: AbortSignal.timeout(SOON_MS) });
    expect(await content()).toEqual({ a: 'value' });
  });

  it.each([
    ['touches its lock', 0, false],
    ['has not touched its lock for long', 3_600_000, true],
  ])('on another machine that %s', async (_, silentFor, isBroken) => {
    const touchedAt = Date.now() - silentFor;
    await writeFile(`${path}.lock`, JSON.stringify({ token: 'one', pid: 1, host: 'another' }));
    await utimes(`${path}.lock`, new Date(touchedAt), new Date(touchedAt));
    const publishing = publish('value', { signal: AbortSignal.timeout(isBroken ? 50_000 : 500) });
    if (isBroken) await publishing;
    else expect(await failureOf(publishing)).toMatchObject({ kind: 'unavailable' });
  });

  it('that has lost its lock while its machine slept writes nothing', async () => {
    await publish('old');
    const rob = { token: 'two', pid: process.pid, host: hostname() };
    const about = {
      id: 'file/a',
      host: 'a',
      key: 'a',
      backend: 'file',
      name: 'a',
      format: 'password',
    } as const;
    const value = new (class extends Secret {
      override reveal(): string {
        writeFileSync(`${path}.lock`, JSON.stringify(rob));
        return super.reveal();
      }
    })('late');
    const late = fileBackend({ type: 'file', path }, {}).publish(value, about, AbortSignal.timeout(50_000));
    expect(await failureOf(late)).toMatchObject({ kind: 'unavailable' });
    expect(await content()).toEqual({ a: 'old' });
    expect(JSON.parse(await readFile(`${path}.lock`, 'utf8'))).toEqual(rob);
  });

  it('that failed holds up none that come after it', async () => {
    await writeFile(path, 'no JSON');
    const failed = failureOf(publish('one'));
    const next = publish('two', { to: join(folder, 'other.json') });
    await Promise.all([failed, next]);
    await rm(path);
    await publish('three');
    expect(await content()).toEqual({ a: 'three' });
  });
});

describe('what stands in the file', () => {
  it('of others is left alone', async () => {
    await writeFile(path, JSON.stringify({ z: 'theirs', nested: { deep: [1, null] } }));
    await publish('ours');
    expect(await content()).toEqual({ z: 'theirs', nested: { deep: [1, null] }, a: 'ours' });
  });

  it.each([
    ['no JSON', 'canary-of-theirs {'],
    ['a list', '["canary-of-theirs"]'],
    ['a text', '"canary-of-theirs"'],
    ['nothing', 'null'],
  ])('is not overwritten when it is %s', async (_, text) => {
    await writeFile(path, text);

    const failure = await failureOf(publish('canary-of-ours'));

    expect(failure).toMatchObject({
      kind: 'invalid',
      message: `will not overwrite ${path}: the file is not a JSON object`,
      hint: 'move the file away, or give the backend another path',
    });
    expectSilence(failure, 'canary-of-theirs');
    expectSilence(failure, 'canary-of-ours');
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it.each(['__proto__', 'constructor', 'toString', ''])('may be called %j', async (name) => {
    await publish('other');
    await publish('value', { name });
    expect(Object.entries(await content())).toEqual(
      expect.arrayContaining([
        ['a', 'other'],
        [name, 'value'],
      ]),
    );
  });

  it('may be called anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (name) => {
        await publish(`value of ${name}`, { name });
        expect(Object.getOwnPropertyDescriptor(await content(), name)?.value).toBe(`value of ${name}`);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a path', () => {
  it('that is a folder is said to be so', async () => {
    expect(await failureOf(publish('value', { to: folder }))).toMatchObject({
      kind: 'invalid',
      message: `cannot read ${folder}`,
      hint: 'the path is a folder: give the path of a file in it',
    });
  });

  it.each(['secrets.json', 'below/secrets.json'])('that leads through a file is said to: %s', async (end) => {
    await writeFile(path, '');
    const to = join(path, end);
    expect(await failureOf(publish('value', { to }))).toMatchObject({
      kind: 'invalid',
      message: `cannot change ${to}`,
      hint: 'one folder of the path is a file',
    });
  });

  it('is where the config says', () => {
    expect(fileOf({ type: 'file', path: 'a/b.json' }, {})).toBe('a/b.json');
  });

  it('is moved whole below PULLKEEPER_DESTDIR, so that a rehearsal touches no real file', async () => {
    const real = join(folder, 'real.json');
    await publish('value', { to: real, env: { PULLKEEPER_DESTDIR: join(folder, 'rehearsal') } });
    await expect(stat(real)).rejects.toThrow('ENOENT');
    expect(await content(join(folder, 'rehearsal', real))).toEqual({ a: 'value' });
  });

  it('cannot climb out of PULLKEEPER_DESTDIR', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', 'a', ''), { minLength: 1 }), (parts) => {
        const place = fileOf(
          { type: 'file', path: parts.join('/') || '.' },
          { PULLKEEPER_DESTDIR: '/rehearsal' },
        );
        expect(relative('/rehearsal', place)).not.toMatch(/^\.\./);
      }),
    );
  });
});

describe('a Docker config.json', () => {
  const OURS = { auth: 'b3Vycw==' };

  it('has the entry of the host among its auths, and keeps all else', async () => {
    const theirs = {
      auths: { 'ghcr.io': { auth: 'dGhlaXJz' } },
      psFormat: 'x',
      credHelpers: { 'gcr.io': 'gcloud' },
    };
    await writeFile(path, JSON.stringify(theirs));
    await publishAuth(OURS);
    expect(await content()).toEqual({ ...theirs, auths: { ...theirs.auths, [HOST]: OURS } });
  });

  it('is made where there was none', async () => {
    await publishAuth(OURS);
    expect([await content(), await modeOf(path)]).toEqual([{ auths: { [HOST]: OURS } }, '600']);
  });

  it('has the old entry of the host replaced whole, since an identitytoken would win over ours', async () => {
    const old = { auth: 'b2xk', identitytoken: 'not-a-token', email: 'a@b.example' };
    await writeFile(path, JSON.stringify({ auths: { [HOST]: old } }));
    await publishAuth(OURS);
    expect(await content()).toEqual({ auths: { [HOST]: OURS } });
  });

  it('loses no entry when many are published at once', async () => {
    const hosts = Array.from({ length: 20 }, (_, n) => `r${n}.example.com`);
    await Promise.all(hosts.map((host) => publishAuth(OURS, { host })));
    expect(await content()).toEqual({ auths: Object.fromEntries(hosts.map((host) => [host, OURS])) });
  });

  it.each([
    ['credsStore', { credsStore: 'desktop' }, 'desktop'],
    ['credHelpers', { credHelpers: { [HOST]: 'ecr-login' } }, 'ecr-login'],
    [
      'credHelpers before credsStore',
      { credsStore: 'desktop', credHelpers: { [HOST]: 'ecr-login' } },
      'ecr-login',
    ],
  ])(
    'that leaves the host to a helper is refused, for nobody would read our entry: %s',
    async (_, config, helper) => {
      await writeFile(path, JSON.stringify(config));

      const failure = await failureOf(publishAuth(OURS));

      expect(failure).toMatchObject({
        kind: 'invalid',
        message: `${path} uses the credential helper "${helper}" for ${HOST}, so readers would ignore an entry in the file`,
        hint: expect.stringMatching(/DOCKER_CONFIG/),
      });
      expect(await content()).toEqual(config);
    },
  );

  it.each([
    ['is switched off for the host', { credsStore: 'desktop', credHelpers: { [HOST]: '' } }],
    ['is for another host', { credHelpers: { 'ghcr.io': 'desktop' } }],
    ['is none', { credsStore: '' }],
  ])('is written when the helper %s', async (_, config) => {
    await writeFile(path, JSON.stringify(config));
    await publishAuth(OURS);
    expect(await content()).toEqual({ ...config, auths: { [HOST]: OURS } });
  });

  it('is written for a host that is called like a property of every object', async () => {
    for (const host of ['constructor', '__proto__']) await publishAuth(OURS, { host });
    expect(await readFile(path, 'utf8')).toBe(
      `${JSON.stringify({ auths: { constructor: OURS, ['__proto__']: OURS } }, null, 2)}\n`,
    );
  });

  it.each(['auths', 'credHelpers'])('whose %s is no object is not overwritten', async (key) => {
    const broken = { [key]: ['canary-of-theirs'] };
    await writeFile(path, JSON.stringify(broken));
    const failure = await failureOf(publishAuth(OURS));
    expect(failure.message).toBe(`will not overwrite ${path}: "${key}" in the file is not an object`);
    expectSilence(failure, 'canary-of-theirs');
    expect(await content()).toEqual(broken);
  });

  it('is not made of a value that is none, and the value is not told', async () => {
    const failure = await failureOf(
      publish('canary-of-a-value', { format: 'docker-config-json', name: HOST }),
    );
    expect(failure.message).toBe(`the value for ${HOST} is not a Docker config.json`);
    expectSilence(failure, 'canary-of-a-value');
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });
});
