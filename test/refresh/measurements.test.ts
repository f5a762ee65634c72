import { describe, expect, test } from 'vitest';
import { hang, status } from '../../sandbox/faults.ts';
import { rehearse } from '../rehearse.ts';
import { timeLimit, until } from '../time-limit.ts';

const HOUR = 3_600_000;
const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

const TWO_SOURCES = `
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries:
  - { host: ${ECR}, publish: [aws, file] }
  - { host: public.ecr.aws, publish: [file] }
`;

/** What was measured with exactly these dimensions. */
const of = (measured: Measured, dimensions: Record<string, string>) =>
  measured.filter((each) => isSame(each.dimensions, dimensions)).map(({ values }) => values);

type Measured = Awaited<ReturnType<typeof rehearse>>['measured'];

function isSame(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return (
    Object.keys(a).length === Object.keys(b).length &&
    Object.entries(a).every(([name, value]) => b[name] === value)
  );
}

const TOTAL = { function: 'refreshEcr' };
const LIFE = { function: 'refreshEcr', life: '12 h' };

describe('a run in which all is well', () => {
  test('says what it published, and that it succeeded', async () => {
    const { measured, report } = await rehearse(TWO_SOURCES);
    await report();

    expect(of(measured, TOTAL)).toEqual([
      { Published: 3, Failed: 0, Succeeded: 1, UnreadableEntries: 0, Dying: 0 },
    ]);
  });

  test('says how long what dies first has to live, and each of them', async () => {
    const { clock, measured, report } = await rehearse(TWO_SOURCES);
    await report();
    clock.advance(HOUR);
    await report();

    expect(of(measured, LIFE)).toEqual([{ SecondsToLive: 12 * 3_600 }, { SecondsToLive: 11 * 3_600 }]);
    expect(of(measured, { backend: 'aws', secret: `DOCKER_REGISTRY_${ECR}` })).toEqual([
      { SecondsToLive: 12 * 3_600, Published: 1 },
      { SecondsToLive: 11 * 3_600 },
    ]);
  });

  test('says what was minted, once for each source', async () => {
    const { measured, report } = await rehearse(TWO_SOURCES);
    await report();

    expect(of(measured, { ...TOTAL, source: 'ecr us-east-1' })).toEqual([{ Minted: 1 }]);
    expect(of(measured, { ...TOTAL, source: 'ecr-public' })).toEqual([{ Minted: 1 }]);
  });

  test('says nothing when it is a dry run', async () => {
    const { measured, report } = await rehearse(TWO_SOURCES);
    await report({ dryRun: true });

    expect(measured).toEqual([]);
  });

  test('over some hosts does not speak for the others', async () => {
    const { measured, report } = await rehearse(TWO_SOURCES);
    await report({ registries: ['public.ecr.aws'] });

    expect(of(measured, TOTAL)).toEqual([{ Published: 1, Failed: 0, Dying: 0 }]);
    expect(of(measured, LIFE)).toEqual([]);
    expect(of(measured, { backend: 'file', secret: 'DOCKER_REGISTRY_public.ecr.aws' })).toEqual([
      { SecondsToLive: 12 * 3_600, Published: 1 },
    ]);
  });
});

describe('a run in which something fails', () => {
  test('says how long what stands there still lives, what failed, and of what kind', async () => {
    const { clock, measured, report, sandbox } = await rehearse(TWO_SOURCES);
    await report();
    measured.length = 0;
    clock.advance(3 * HOUR);
    sandbox.faults.add({ service: 'secretsmanager', fault: status(500), times: 20 });
    await report();

    const secret = { backend: 'aws', secret: `DOCKER_REGISTRY_${ECR}` };
    expect(of(measured, TOTAL)).toEqual([
      { Published: 2, Failed: 1, Succeeded: 0, UnreadableEntries: 0, Dying: 0 },
    ]);
    expect(of(measured, LIFE)).toEqual([{ SecondsToLive: 9 * 3_600 }]);
    expect(of(measured, secret)).toEqual([{ SecondsToLive: 9 * 3_600 }]);
    expect(of(measured, { ...secret, reason: 'unavailable' })).toEqual([{ Failed: 1 }]);
    expect(of(measured, { ...TOTAL, reason: 'unavailable' })).toEqual([{ Failed: 1 }]);
  });

  test('is 0 seconds from death where nothing has ever been published', async () => {
    const { measured, report, sandbox } = await rehearse(TWO_SOURCES);
    sandbox.faults.add({ service: 'ecr-public', fault: status(500), times: 20 });
    await report();

    expect(of(measured, LIFE)).toEqual([{ SecondsToLive: 0 }]);
    expect(of(measured, { ...TOTAL, source: 'ecr-public' })).toEqual([{ MintFailed: 1 }]);
  });

  test('never counts below 0 what is dead already', async () => {
    const { clock, measured, report, sandbox } = await rehearse(TWO_SOURCES);
    await report();
    clock.advance(20 * HOUR);
    sandbox.faults.add({ service: 'ecr-public', fault: status(500), times: 20 });
    await report();

    expect(of(measured, LIFE).at(-1)).toEqual({ SecondsToLive: 0 });
  });

  test('says so as well when its time is up', async () => {
    const { machine, measured, report, sandbox } = await rehearse(TWO_SOURCES);
    sandbox.faults.add({ service: 'ecr-public', fault: hang });
    const { reach } = timeLimit();
    const running = report();
    await until(async () => expect(await machine.ledger.entries()).toHaveLength(2));
    reach();
    await running;

    expect(of(measured, TOTAL)).toEqual([
      { Published: 2, Failed: 1, Succeeded: 0, UnreadableEntries: 0, Dying: 0 },
    ]);
  });

  test('has its report, whatever hinders the figures', async () => {
    const { log, machine, report } = await rehearse(TWO_SOURCES);
    machine.measure = async () => {
      throw new Error('no space left');
    };

    expect((await report()).counts.published).toBe(3);
    expect(log.at(-1)).toMatchObject({ level: 'error', reason: 'no space left' });
  });
});

test('of many publications there are totals, and nothing that is paid for each', async () => {
  const names = Array.from({ length: 51 }, (_, index) => `{ backend: file, name: pull-${index} }`);
  const { measured, report } = await rehearse(
    `registries: [{ host: ${ECR}, publish: [${names.join(', ')}] }]`,
  );
  await report();

  expect(measured.map(({ dimensions }) => Object.keys(dimensions).join())).toEqual([
    'function',
    'function,life',
  ]);
  expect(of(measured, LIFE)).toEqual([{ SecondsToLive: 12 * 3_600 }]);
});
