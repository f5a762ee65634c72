import { expect, test, vi } from 'vitest';
import { shardsOf, shardText } from '../../lib/config/shard.ts';
import { openLedger } from '../../lib/ledger/index.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { rehearse } from '../rehearse.ts';
import { isReliability } from '../reliability-page.ts';

const BACKENDS = ['one', 'two', 'three', 'four'];

/** The first half of the hosts of each region, and so on: four secrets each, in two regions. */
function registriesOf(publications: number): string {
  const hosts = Array.from({ length: publications / BACKENDS.length }, (_, index) => {
    const region = index % 2 === 0 ? 'us-east-1' : 'eu-west-1';
    return `  - { host: ${111_000_000_000 + index}.dkr.ecr.${region}.amazonaws.com, probe: off, publish: [${BACKENDS}] }`;
  });
  const backends = BACKENDS.map(
    (name, index) =>
      `  ${name}: { type: aws-secrets-manager, region: ${index < 2 ? 'us-east-1' : 'eu-west-1'}, prefix: ${name}/ }`,
  );
  return `backends:\n${backends.join('\n')}\nregistries:\n${hosts.join('\n')}\n`;
}

const SIZES: [publications: number, shards: number][] = [
  [120, 4],
  ...(isReliability ? [[20_000, 8] satisfies [number, number]] : []),
];

test.each(SIZES)(
  '%d publications in %d shards are all published, each shard in time, and known to status',
  { timeout: 900_000 },
  async (publications, of) => {
    vi.stubEnv('PULLKEEPER_TABLE', LEDGER_TABLE.name);
    vi.stubEnv('PULLKEEPER_SHARDS', String(of));
    const { report, measured, sandbox } = await rehearse(registriesOf(publications));

    let published = 0;
    for (const shard of shardsOf(of)) {
      const startedAt = performance.now();
      const { counts, unreadable } = await report(
        { shard: shardText(shard), time: new Date(0).toISOString() },
        600_000,
      );
      expect(counts).toEqual({ published: counts.published, fresh: 0, planned: 0, failed: 0 });
      expect(unreadable).toBe(0); // a machine without processor time misses the 5 s that a row may take
      published += counts.published;
      if (isReliability)
        console.log(
          `shard ${shardText(shard)}: ${counts.published} in ${Math.round(performance.now() - startedAt)} ms`,
        );
    }
    expect(published).toBe(publications);
    const writes = sandbox.calls.where({ service: 'secretsmanager', outcome: 'ok' });
    const operations = Map.groupBy(writes, ({ operation }) => operation);
    expect([operations.get('CreateSecret')?.length, operations.get('PutSecretValue')]).toEqual([
      publications,
      undefined,
    ]);

    const scopes = Map.groupBy(sandbox.items(LEDGER_TABLE.name), ({ ledger }) => ledger);
    expect([...scopes.keys()].toSorted()).toEqual(
      shardsOf(of)
        .map((shard) => `refreshEcr ${shardText(shard)}`)
        .toSorted(),
    );
    expect(await openLedger(process.env).entries()).toHaveLength(publications);

    // The event comes a second time: the shard finds what it has published in its own rows.
    const [first] = shardsOf(of);
    const { counts } = await report({ shard: first && shardText(first) }, 600_000);
    expect(counts).toEqual({
      published: 0,
      fresh: scopes.get(`refreshEcr 1/${of}`)?.length,
      planned: 0,
      failed: 0,
    });
    // A shard of another number, by hand, finds them as well.
    expect((await report({ shard: '2/3' }, 600_000)).counts).toMatchObject({ published: 0, failed: 0 });

    const dimensions = measured.filter(({ values }) => values.SecondsToLive !== undefined);
    expect(dimensions.map((each) => each.dimensions.shard)).toEqual(
      expect.arrayContaining([undefined, ...shardsOf(of).map(shardText)]),
    );
  },
);
