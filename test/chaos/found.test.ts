import { expect, test } from 'vitest';
import type { FaultKind } from './fault.ts';
import type { History } from './history.ts';
import { live } from './live.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const ecr: History['setting'] = {
  hosts: [{ host: '111122223333.dkr.ecr.eu-west-1.amazonaws.com', publish: ['us'] }],
  backends: { us: 'aws|us-east-1', baseten: 'baseten|research' },
  shards: 1,
  canary: false,
  cadences: { refreshEcr: '3 h', refreshArtifactRegistry: '15 min' },
};

const google = (publish: readonly string[]): History['setting'] => ({
  hosts: [{ host: 'us-docker.pkg.dev', google: 'hour', publish }],
  backends: { us: 'aws|us-east-1', baseten: 'baseten|research' },
  shards: 1,
  canary: false,
  cadences: { refreshEcr: '3 h', refreshArtifactRegistry: '15 min' },
});

const fault = (where: string, kind: FaultKind, from: number, until: number) =>
  ({ what: 'fault', where, kind, from, until }) as const;

/** The shortest histories of defects that these histories have found. */
const FOUND: [string, Omit<History, 'seed' | 'setting'> & Partial<History>][] = [
  [
    'a token whose end is no date costs no other publication its report',
    { calmFrom: 4 * HOUR, mishaps: [fault('mint google', 'no date', HOUR, 3 * HOUR)] },
  ],
  [
    'a mint that hangs for hours uses up no versions of the day',
    { calmFrom: 13 * HOUR, mishaps: [fault('mint google', 'hang', 7 * HOUR, 13 * HOUR)] },
  ],
  [
    'a backend that is down for hours is written so often afterwards that a run may be missed',
    { calmFrom: 13 * HOUR, mishaps: [fault('backend aws|us-east-1', 'down', 7 * HOUR, 13 * HOUR)] },
  ],
  [
    'a row whose moment is damaged is written again',
    { calmFrom: 4 * HOUR, mishaps: [{ what: 'ledger', at: 2 * HOUR, how: 'moment damaged', pick: 1 }] },
  ],
  [
    'a short token replaces no longer one that a restored ledger does not know',
    {
      seed: 150,
      setting: ecr,
      calmFrom: 13 * HOUR,
      mishaps: [
        { what: 'ledger', at: 4 * HOUR, how: 'restored', pick: 1 },
        { what: 'ledger', at: 6 * HOUR + 20 * MINUTE, how: 'restored', pick: 1 },
        fault('mint ecr eu-west-1', 'short', 7.6 * HOUR, 10 * HOUR),
      ],
    },
  ],
  [
    'a short token replaces no longer one in a place that takes values and loses its answers',
    {
      calmFrom: 13 * HOUR,
      mishaps: [
        fault('backend aws|us-east-1', 'answer lost', 8 * HOUR, 13 * HOUR),
        fault('mint google', 'short', 10 * HOUR, 12 * HOUR),
      ],
    },
  ],
  [
    'a stored password that is about to expire is published, though the ledger was lost',
    {
      setting: { ...ecr, hosts: [{ host: 'ghcr.io', stored: true, publish: ['us', 'baseten'] }] },
      calmFrom: 13 * HOUR,
      mishaps: [
        { what: 'edit', at: 10 * HOUR, edit: 'expires', pick: 0 },
        { what: 'ledger', at: 15 * HOUR, how: 'lost', pick: 1 },
      ],
    },
  ],
  [
    'a clock that was a day behind does not make the next run take a living token for a dead one',
    {
      seed: 145,
      setting: ecr,
      calmFrom: 13 * HOUR,
      mishaps: [
        { what: 'run', name: 'refreshEcr', slot: 1, fate: { is: 'skewed', byMs: -24 * HOUR } },
        fault('mint ecr eu-west-1', 'short', 5 * HOUR, 8 * HOUR),
      ],
    },
  ],
  [
    'the canary that renews a revoked token counts on from the versions of the day',
    {
      setting: { ...google(['us']), canary: true },
      calmFrom: 26 * HOUR,
      mishaps: [
        {
          what: 'hand',
          at: 0,
          name: 'refreshArtifactRegistry',
          times: 400,
          everyMs: 9 * MINUTE,
          force: false,
        },
        { what: 'tamper', at: 22.7 * HOUR, how: 'revoked', pick: 0 },
      ],
    },
  ],
];

test.each(FOUND)('%s', { timeout: 60_000 }, async (_, history) => {
  expect(await live({ seed: 1, setting: google(['us', 'baseten']), ...history })).toEqual([]);
});
