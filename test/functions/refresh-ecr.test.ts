import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isInShard, parseShard } from '../../lib/config/shard.ts';
import { hang } from '../../sandbox/faults.ts';
import { scheduledEvent } from '../../scripts/rehearsal/invoke.ts';
import { rehearse } from '../rehearse.ts';
import { timeLimit, until } from '../time-limit.ts';

const SAMPLE = readFileSync('registries.example.yml', 'utf8');
const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

const message = async (work: Promise<unknown>) => {
  const thrown = await work.catch((error: unknown) => error);
  return thrown instanceof Error ? thrown.message : thrown;
};

describe('refreshEcr', () => {
  test.each(readdirSync('events').filter((file) => !/validate|status|artifact-registry|canary/.test(file)))(
    'takes events/%s',
    async (file) => {
      const { invoke } = await rehearse(SAMPLE);

      const event = JSON.parse(readFileSync(`events/${file}`, 'utf8'));
      const report = await invoke(event);

      expect(report.counts.failed).toBe(0);
      const isDue = isInShard(HOST, parseShard(event.shard ?? '1/1'));
      expect(report.publications.some(({ host }: { host: string }) => host === HOST)).toBe(isDue);
    },
  );

  test('takes a scheduled event, whatever is in it, for a run over everything', async () => {
    const { clock, invoke } = await rehearse(SAMPLE);

    expect((await invoke(scheduledEvent(clock.now()))).counts.published).toBe(4);
    clock.advance(3 * 3_600_000);
    expect(
      (await invoke({ 'detail-type': 'Ours', source: 'acme', detail: { dryRun: true } })).counts.published,
    ).toBe(4);
  });

  test.each([
    [
      { dryrun: true },
      'the event has an unknown field "dryrun"; did you mean "dryRun"?\n  hint: expected {} for everything, or any of {"registries": ["<host>"], "force": true, "dryRun": true, "canary": true, "shard": "3/16"}',
    ],
    [
      { registries: [HOST.replace('us-east-1', 'us-west-1')] },
      `no registry of this function has the host "${HOST.replace('us-east-1', 'us-west-1')}"; did you mean "${HOST}"?\n  hint: registries.yml has: ${HOST}, 444455556666.dkr.ecr.eu-west-1.amazonaws.com, public.ecr.aws`,
    ],
  ])(
    'refuses %j, says what it expects in the one line that Lambda passes on, and does nothing',
    async (event, said) => {
      const { invoke, sandbox } = await rehearse(SAMPLE);

      expect(await message(invoke(event))).toBe(said);
      expect([...sandbox.calls]).toEqual([]);
    },
  );

  test('fails when anything in the run failed, with what it could not do in the message', async () => {
    const { invoke, machine, sandbox } = await rehearse(SAMPLE);
    sandbox.faults.add({ service: 'ecr-public', fault: hang });
    const { reach } = timeLimit();

    const running = message(invoke({}));
    await until(async () => expect(await machine.ledger.entries()).toHaveLength(3));
    reach();
    const said = await running;

    expect(said).toContain('1 of 4 publications failed\n  the time limit of the function was reached first');
    expect(said).toContain('models/ecr-public');
    expect(sandbox.secret(`models/DOCKER_REGISTRY_${HOST}`)?.value).toBeDefined();
  });
});
