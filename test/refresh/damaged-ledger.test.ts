import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { shortLived, status } from '../../sandbox/faults.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { rehearse } from '../rehearse.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const US = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const EU = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
const REGISTRIES = `
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries:
  - { host: ${US}, publish: [aws] }
  - { host: ${EU}, publish: [aws] }
`;

const later = (ms: number) => (text: string) => new Date(Date.parse(text) + ms).toISOString();

type Row = { id: string; published: Record<string, string>; failed?: object };

/** One row of each kind that cannot be used; test/ledger has the others. */
const DAMAGES: [string, (row: Row) => unknown][] = [
  ['is a text', () => 'gone'],
  [
    'was published in the future',
    ({ published, ...row }) => ({
      ...row,
      published: { ...published, publishedAt: later(24 * HOUR)(published.publishedAt ?? '') },
    }),
  ],
];

async function damageRow(path: string, damage: (row: Row) => unknown): Promise<void> {
  const rows: Record<string, Row> = JSON.parse(await readFile(path, 'utf8'));
  const damaged = Object.entries(rows).map(([id, row]) => [id, id.includes(US) ? damage(row) : row]);
  await writeFile(path, JSON.stringify(Object.fromEntries(damaged)));
}

test('entries that cannot be written are counted, and the secrets are published', async () => {
  vi.stubEnv('PULLKEEPER_TABLE', LEDGER_TABLE.name);
  const { measured, report, sandbox } = await rehearse(REGISTRIES);
  sandbox.faults.add({ operation: 'UpdateItem', times: 99, fault: status(400) });
  expect(await report({ time: new Date(0).toISOString() })).toMatchObject({
    counts: { published: 2 },
    unreadable: 2,
  });
  expect(measured.map(({ values }) => values.UnreadableEntries)).toContain(2);
});

describe('an entry of the ledger that', () => {
  test.each(DAMAGES)(
    '%s makes its own publication unknown and due, and is healed by the next write',
    async (_, damage) => {
      const { clock, folder, measured, report } = await rehearse(REGISTRIES);
      await report();
      const path = join(folder, 'ledger.json');
      await damageRow(path, damage);
      clock.advance(5 * MINUTE);

      const { publications, unreadable } = await report();

      expect(publications.map(({ outcome }) => outcome)).toEqual(['published', 'fresh']);
      expect(unreadable).toBe(1);
      expect(measured).toContainEqual(
        expect.objectContaining({ values: expect.objectContaining({ UnreadableEntries: 1 }) }),
      );

      const { counts, unreadable: left } = await report();
      expect([counts.fresh, left]).toEqual([2, 0]);
    },
  );

  test('cannot be read lets no short token replace what it may speak of, and costs no other', async () => {
    const { clock, folder, report, sandbox } = await rehearse(REGISTRIES);
    await report();
    const path = join(folder, 'ledger.json');
    await damageRow(path, () => 'gone');
    const value = sandbox.secret(`DOCKER_REGISTRY_${US}`)?.value;
    sandbox.faults.add({ service: 'ecr', region: 'us-east-1', fault: shortLived(HOUR) });
    clock.advance(3 * HOUR);

    const { publications } = await report();

    expect(publications).toMatchObject([{ outcome: 'failed', kind: 'expired' }, { outcome: 'published' }]);
    expect(sandbox.secret(`DOCKER_REGISTRY_${US}`)?.value).toBe(value);
  });
});

test('a ledger that cannot be read at all is counted for every publication', async () => {
  const { folder, report } = await rehearse(REGISTRIES);
  await writeFile(join(folder, 'ledger.json'), 'not a ledger');
  expect((await report()).unreadable).toBe(2);
});
