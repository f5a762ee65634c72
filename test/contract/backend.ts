import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Backend, Preflight, Target } from '../../lib/backends/backend.ts';
import { type BackendTarget, traitsOf } from '../../lib/backends/catalogue.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { cut, echo, type Fault, garbage, hang, status, throttle } from '../../sandbox/faults.ts';
import { expectSilence, failureOf } from './failures.ts';

/** Where a backend writes, empty when a test begins, and how to look behind it. */
export interface Place {
  to: BackendTarget;
  /** Opened anew each time, as every run does. */
  open(): Backend;
  /** What this backend calls the secret of a host. */
  nameFor(host: string): string;
  /** What those who read the secret get. */
  read(name: string): Promise<string | undefined>;
  /** Makes an empty secret, where only a person can make one. */
  make?(name: string): void;
  /** The most characters of a value that it takes, where it says. */
  longest?: number;
  /** How many values of one name it keeps, where it keeps more than the last. */
  versions?(name: string): Promise<number>;
}

/** A place with a network on the way to it. */
export interface RemotePlace extends Place {
  /** Befalls the next requests that carry a value. */
  suffer(fault: Fault, times: number): void;
  /** From now on nothing may be written. */
  forbid(): void;
}

const HOST = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const OTHER_HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
/** More calls than any client makes before it gives up. */
const FOR_GOOD = 99;

/** What every backend promises. */
export function backendContract(title: string, placeOf: () => Place): void {
  describe(`${title}, as every backend,`, () => {
    let place: Place;
    let name: string;
    beforeEach(() => {
      place = placeOf();
      name = place.nameFor(HOST);
    });

    it('publishes a new value', async () => {
      await publish(place, HOST, 'first');
      expect(await place.read(name)).toBe('first');
    });

    it('replaces a value', async () => {
      await publish(place, HOST, 'first');
      await publish(place, HOST, 'second');
      expect(await place.read(name)).toBe('second');
    });

    it('changes nothing when the same value is published twice', async () => {
      await publish(place, HOST, 'first');
      await publish(place, HOST, 'second');
      const versions = await place.versions?.(name);

      await publish(place, HOST, 'second');

      expect([await place.read(name), await place.versions?.(name)]).toEqual(['second', versions]);
    });

    it('publishes a value again that another one had replaced', async () => {
      for (const value of ['first', 'second', 'first']) await publish(place, HOST, value);
      expect(await place.read(name)).toBe('first');

      for (const value of ['second', 'first', 'third', 'second']) await publish(place, HOST, value);
      expect(await place.read(name)).toBe('second');
    });

    it.each([
      ['base64 with all that base64 has', Buffer.from('AWS:\xfb\xff\xfe>>>???', 'latin1').toString('base64')],
      ['a value as long as those of ECR', base64OfLength(6_000)],
      ['a value as long as the longest', base64OfLength(60_000)],
      ['a Docker config', JSON.stringify({ auths: { [HOST]: { auth: 'canary==' } } })],
      ['white space at both ends', ' \tcanary\n'],
      ['quotes, backslashes and signs of other languages', `'"\\$\${x}%s\`&<>`],
      ['what is not ASCII', 'pässwörd – 密码 – 🗝️'],
    ])('stores %s byte for byte', async (_, value) => {
      if (value.length > (place.longest ?? value.length)) return expectTooLong(value);
      await publish(place, HOST, value);
      expect(await place.read(name)).toBe(value);
    });

    async function expectTooLong(value: string): Promise<void> {
      await publish(place, HOST, 'old');
      const failure = await failureOf(publish(place, HOST, value));
      expect([failure.kind, failure.hint]).toEqual(['quota', expect.stringMatching(/\w/)]);
      expect(await place.read(name)).toBe('old');
    }

    it('stores every text byte for byte', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (value) => {
          await publish(place, HOST, value);
          expect(await place.read(name)).toBe(value);
        }),
        { numRuns: 30 },
      );
    });

    it('leaves other names alone', async () => {
      await publish(place, HOST, 'one');
      await publish(place, OTHER_HOST, 'other');
      await publish(place, HOST, 'two');
      expect(await place.read(place.nameFor(OTHER_HOST))).toBe('other');
    });

    it('takes many names at once and loses none', async () => {
      const hosts = Array.from({ length: 20 }, (_, n) => `registry-${n}.example.com`);
      const backend = place.open();
      await Promise.all(hosts.map((host) => publish(place, host, `value of ${host}`, { backend })));
      const stored = await Promise.all(hosts.map((host) => place.read(place.nameFor(host))));
      expect(stored).toEqual(hosts.map((host) => `value of ${host}`));
    });

    it('takes one name from several runs at once, and has one of their values', async () => {
      const values = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(2_000));
      await Promise.all(values.map((value) => publish(place, HOST, value)));
      expect(values).toContain(await place.read(name));
    });

    it('says whether a name could be written, and changes nothing by that', async () => {
      if (place.make) expect(await failureOf(check(place, HOST))).toMatchObject({ kind: 'invalid' });
      else
        expect(await check(place, HOST)).toMatchObject({ is: expect.stringContaining('does not exist yet') });
      expect(await place.read(name)).toBeUndefined();

      await publish(place, HOST, 'value');
      const versions = await place.versions?.(name);

      expect(await check(place, HOST)).toMatchObject({ is: expect.stringMatching(/^exists/) });
      expect([await place.read(name), await place.versions?.(name)]).toEqual(['value', versions]);
    });

    it('gives back what was published, byte for byte, if it is one of those that the config calls readable', async () => {
      expect(place.open().read !== undefined).toBe(traitsOf(place.to).isReadable);
      if (!traitsOf(place.to).isReadable) return;

      expect(await readBack(place, HOST)).toBeUndefined();
      const values = ['first', ' \tcanary\n', 'pässwörd – 密码 – 🗝️', base64OfLength(60_000)];
      for (const value of values.filter(({ length }) => length <= (place.longest ?? length))) {
        await publish(place, HOST, value);
        const back = await readBack(place, HOST);
        expect(back?.reveal()).toBe(value);
        expect(back?.fingerprint()).toBe(new Secret(value).fingerprint());
      }
      expect(await readBack(place, OTHER_HOST)).toBeUndefined();
    });

    it('does nothing when the time is up before it begins', async () => {
      await publish(place, HOST, 'old');
      const late = AbortSignal.abort(new Error('the time is up'));

      const failure = await failureOf(publish(place, HOST, 'canary-of-a-value', { signal: late }));

      expect([failure.kind, failure.hint]).toEqual(['unavailable', expect.stringMatching(/\w/)]);
      expectSilence(failure, 'canary-of-a-value');
      expect(await place.read(name)).toBe('old');
    });
  });
}

/** What every backend on a network promises besides. */
export function remoteBackendContract(title: string, placeOf: () => RemotePlace): void {
  backendContract(title, placeOf);

  describe(`${title}, as every backend on a network,`, () => {
    let place: RemotePlace;
    let name: string;
    beforeEach(async () => {
      place = placeOf();
      name = place.nameFor(HOST);
      await publish(place, HOST, 'old');
    });

    it.each<[what: string, fault: Fault, times: number]>([
      ['the service is throttled twice', throttle, 2],
      ['the service breaks down twice', status(500), 2],
      ['an answer is lost halfway', cut, 1],
    ])('succeeds all the same when %s', async (_, fault, times) => {
      const versions = (await place.versions?.(name)) ?? 0;
      place.suffer(fault, times);

      await publish(place, HOST, 'new');

      expect(await place.read(name)).toBe('new');
      if (place.versions) expect(await place.versions(name)).toBe(versions + 1);
    });

    it.each<[what: string, fault: Fault, kind: string]>([
      ['throttles it for good', throttle, 'throttled'],
      ['is out of order', status(500), 'unavailable'],
      ['is hidden behind a proxy that refuses', status(403), 'unavailable'],
      ['never answers', hang, 'unavailable'],
      ['answers with something else', garbage(), 'unavailable'],
      ['refuses, and repeats what it was sent', echo, 'invalid'],
    ])('fails and keeps the old value when the service %s', async (_, fault, kind) => {
      const value = JSON.stringify({ auths: { 'a.example': { auth: base64OfLength(400) } } });
      place.suffer(fault, FOR_GOOD);
      const signal = AbortSignal.timeout(fault === hang ? 150 : 15_000);

      const failure = await failureOf(publish(place, HOST, value, { signal }));

      expect([failure.kind, failure.hint]).toEqual([kind, expect.stringMatching(/\w/)]);
      expect(failure.message).toContain(name);
      expectSilence(failure, value);
      expect(await place.read(name)).toBe('old');
    });

    it('fails and keeps the old value when it is not allowed to write', async () => {
      place.forbid();
      const value = base64OfLength(400);

      const failure = await failureOf(publish(place, HOST, value));

      expect([failure.kind, typeof failure.hint]).toEqual(['denied', 'string']);
      expectSilence(failure, value);
      expect(await place.read(name)).toBe('old');
    });

    it('says beforehand that it is not allowed to write', async () => {
      place.forbid();

      const failure = await failureOf(check(place, HOST));

      expect([failure.kind, failure.hint]).toEqual(['denied', expect.stringMatching(/\w/)]);
    });

    it('never tells the value, whatever it is, to whom the service repeats it', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', minLength: 30 }), async (value) => {
          place.suffer(echo, 1);
          expectSilence(await failureOf(publish(place, HOST, value)), value);
        }),
        { numRuns: 30 },
      );
    });
  });
}

interface How {
  backend?: Backend;
  signal?: AbortSignal;
}

async function publish(place: Place, host: string, value: string, how: How = {}): Promise<void> {
  const { backend = place.open(), signal = AbortSignal.timeout(15_000) } = how;
  const about = aboutOf(place, host);
  if ((await place.read(about.name)) === undefined) place.make?.(about.name);
  return backend.publish(new Secret(value), about, signal);
}

async function readBack(place: Place, host: string): Promise<Secret | undefined> {
  const about = aboutOf(place, host);
  return place.open().read?.(about, AbortSignal.timeout(15_000));
}

async function check(place: Place, host: string): Promise<Preflight | undefined> {
  const about = aboutOf(place, host);
  return place.open().check?.(about, AbortSignal.timeout(15_000));
}

function aboutOf(place: Place, host: string): Target {
  const name = place.nameFor(host);
  return { host, key: host, name, format: 'docker-auth' };
}

function base64OfLength(length: number): string {
  return Buffer.from('AWS:canary-'.padEnd((length / 4) * 3, 'not-a-real-password-')).toString('base64');
}
