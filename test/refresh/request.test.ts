import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { Failure } from '../../lib/failure.ts';
import { hostsOf, parseRequest } from '../../lib/refresh/request.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const HOSTS = [ECR, 'public.ecr.aws'];
const EVERYTHING = { force: false, dryRun: false };
const EXPECTED =
  'expected {} for everything, or any of {"registries": ["<host>"], "force": true, "dryRun": true, "canary": true, "shard": "3/16"}';

describe('a schedule asks for everything', () => {
  test.each([
    [
      'an EventBridge rule',
      {
        version: '0',
        id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        account: '111122223333',
        time: '2026-11-21T12:00:00Z',
        region: 'us-east-1',
        resources: ['arn:aws:events:us-east-1:111122223333:rule/refresh'],
        detail: {},
      },
    ],
    [
      'EventBridge Scheduler',
      {
        version: '0',
        id: 'f6a2c1e6-9c1e-4d5c-bb5e-000000000000',
        'detail-type': 'Scheduled Event',
        source: 'aws.scheduler',
        account: '111122223333',
        time: '2026-11-21T12:00:00Z',
        region: 'us-east-1',
        resources: ['arn:aws:scheduler:us-east-1:111122223333:schedule/default/refresh'],
        detail: '{}',
      },
    ],
    [
      'an event of somebody else',
      { source: 'acme.deploys', 'detail-type': 'Deployed', detail: { force: true } },
    ],
    [
      'an event with a time that is none',
      { source: 'acme.deploys', 'detail-type': 'Deployed', time: 'yesterday' },
    ],
    ['an event with a number for its time', { source: 'acme.deploys', 'detail-type': 'Deployed', time: 3 }],
  ])('%s', (_, event) => {
    const scheduledAt = 'region' in event && { scheduledAt: new Date(event.time) };
    expect(parseRequest(event, HOSTS)).toEqual({ ...EVERYTHING, ...scheduledAt });
  });
});

describe('a call by hand', () => {
  test.each([
    ['with nothing', undefined, EVERYTHING],
    ['with null', null, EVERYTHING],
    ['with empty text, as `serverless invoke` sends it', '', EVERYTHING],
    ['with an empty object', {}, EVERYTHING],
    ['forced', { force: true }, { force: true, dryRun: false }],
    ['that says so where it is not', { force: false, dryRun: false }, EVERYTHING],
    ['dry', { dryRun: true }, { force: false, dryRun: true }],
    ['for one shard', { shard: '3/16' }, { ...EVERYTHING, shard: { number: 3, of: 16 } }],
    [
      'of the schedule of a shard',
      { shard: '3/16', time: '2026-03-01T03:00:00Z' },
      { ...EVERYTHING, shard: { number: 3, of: 16 }, scheduledAt: new Date('2026-03-01T03:00:00Z') },
    ],
    ['for one host', { registries: [ECR] }, { ...EVERYTHING, registries: [ECR] }],
    [
      'for all of it',
      { registries: HOSTS, force: true, dryRun: true },
      { registries: HOSTS, force: true, dryRun: true },
    ],
  ])('%s', (_, event, request) => {
    expect(parseRequest(event, HOSTS)).toEqual(request);
  });
});

function refusalOf(event: unknown, hosts: readonly string[] = HOSTS): unknown {
  try {
    return parseRequest(event, hosts);
  } catch (error) {
    return error;
  }
}

describe('an event is refused, with what was expected', () => {
  test.each([
    [[], 'the event is a list'],
    [[{}], 'the event is a list'],
    ['refresh', 'the event is the string "refresh"'],
    [1, 'the event is the number 1'],
    [true, 'the event is the boolean true'],
    [{ dryrun: true }, 'the event has an unknown field "dryrun"; did you mean "dryRun"?'],
    [{ forced: true }, 'the event has an unknown field "forced"; did you mean "force"?'],
    [{ registeries: [ECR] }, 'the event has an unknown field "registeries"; did you mean "registries"?'],
    [{ canry: true }, 'the event has an unknown field "canry"; did you mean "canary"?'],
    [{ shards: '3/16' }, 'the event has an unknown field "shards"; did you mean "shard"?'],
    [{ hosts: [ECR] }, 'the event has an unknown field "hosts"'],
    [{ constructor: 1 }, 'the event has an unknown field "constructor"'],
    [JSON.parse('{"__proto__": {"dryRun": true}}'), 'the event has an unknown field "__proto__"'],
    [{ source: 'aws.events' }, 'the event has an unknown field "source"'],
    [{ source: 1, 'detail-type': 2 }, 'the event has an unknown field "source"'],
    [{ shard: '0/16' }, '"shard" is "0/16", not a shard such as "3/16"'],
    [{ shard: '17/16' }, '"shard" is "17/16", not a shard such as "3/16"'],
    [{ shard: 3 }, '"shard" is 3, not a shard such as "3/16"'],
    [{ time: 'soon' }, '"time" is "soon", not a moment'],
    [{ time: 3 }, '"time" is 3, not a moment'],
    [{ force: 'true' }, '"force" is "true", not true or false'],
    [{ force: 1 }, '"force" is 1, not true or false'],
    [{ dryRun: null }, '"dryRun" is null, not true or false'],
    [{ dryRun: 'false' }, '"dryRun" is "false", not true or false'],
    [{ registries: [] }, '"registries" is not a list of hosts'],
    [{ registries: ECR }, '"registries" is not a list of hosts'],
    [{ registries: null }, '"registries" is not a list of hosts'],
    [{ registries: { 0: ECR } }, '"registries" is not a list of hosts'],
    [{ registries: [ECR, 1] }, '"registries" holds 1, which is not a host'],
    [{ registries: [[ECR]] }, '"registries" holds a list, which is not a host'],
    [{ registries: [{ host: ECR }] }, '"registries" holds an object, which is not a host'],
  ])('%j: %s', (event, message) => {
    expect(refusalOf(event)).toEqual(new Failure('invalid', message, { hint: EXPECTED }));
  });

  const HUGE = 'x'.repeat(6_000_000);
  test.each([
    ['text', HUGE],
    ['a field', { [HUGE]: true }],
    ['a flag', { force: HUGE }],
    ['a host', { registries: [HUGE] }],
    ['what should be a host', { registries: [[HUGE]] }],
  ])('%s of 6 MB: in few words all the same', (_, event) => {
    expect(String(refusalOf(event)).length).toBeLessThan(200);
  });

  const KNOWN = `registries.yml has: ${ECR}, public.ecr.aws`;

  test.each([
    [
      'public.ecr.aw',
      'no registry of this function has the host "public.ecr.aw"; did you mean "public.ecr.aws"?',
      KNOWN,
    ],
    ['ghcr.io', 'no registry of this function has the host "ghcr.io"', KNOWN],
    ['toString', 'no registry of this function has the host "toString"', KNOWN],
    ['', 'no registry of this function has the host ""', KNOWN],
  ])('the host %j', (host, message, hint) => {
    expect(refusalOf({ registries: [ECR, host] })).toEqual(new Failure('invalid', message, { hint }));
  });

  test('any host, where the function has none', () => {
    const failure = new Failure('invalid', 'no registry of this function has the host "ghcr.io"', {
      hint: 'registries.yml has no registry for this function',
    });
    expect(refusalOf({ registries: ['ghcr.io'] }, [])).toEqual(failure);
  });
});

test('of any JSON at all: it is a request or a Failure, and a request asks for known hosts alone', () => {
  const field = fc.constantFrom('registries', 'force', 'dryRun', 'source', 'detail-type', '__proto__', 'x');
  const event = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(field, fc.oneof(fc.boolean(), fc.subarray([...HOSTS, 'ghcr.io']), fc.jsonValue())),
  );
  fc.assert(
    fc.property(event, (event) => {
      const result = refusalOf(event);
      if (result instanceof Failure)
        expect(result).toMatchObject({ kind: 'invalid', hint: expect.any(String) });
      else expect(result).toEqual({ ...EVERYTHING, ...pick(event) });
    }),
    { numRuns: 500 },
  );
});

/** What a good event says, field by field; of a schedule's, nothing. */
function pick(event: unknown): object {
  if (typeof event !== 'object' || event === null || 'detail-type' in event) return {};
  return event;
}

test('the hosts that may be asked for are those whose kind the function serves, each once', () => {
  const config = compile(
    `registries:
      - host: ${ECR}
        publish: [file]
      - host: public.ecr.aws
        publish: [file]
      - { host: ${ECR}, publish: [{ backend: file, name: again }] }`,
    'registries.yml',
  );
  expect(hostsOf(config, 'refreshEcr')).toEqual(HOSTS);
  expect(hostsOf(config, 'refreshStored')).toEqual([]);
});
