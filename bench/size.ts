import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { compile } from '../lib/config/file/compile.ts';
import { DOCS_EXAMPLES } from '../lib/validate/docs-examples.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { bundleFunctions } from '../scripts/bundle/functions.ts';
import { LEDGER_TABLE } from '../scripts/rehearsal/ledger-table.ts';
import { worldOf } from '../scripts/rehearsal/world.ts';
import { apiEvent } from '../test/functions/api-event.ts';
import type { Findings } from './figures.ts';

/** How much JavaScript is read from the start of a function to its result: what a cold start loads and compiles. */

const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

/** A ledger in DynamoDB, and figures for CloudWatch. */
const AS_DEPLOYED = { PULLKEEPER_TABLE: LEDGER_TABLE.name, POWERTOOLS_METRICS_DISABLED: 'false' };

const TOLD = z.object({ read: z.record(z.string(), z.number()), result: z.unknown() });

interface Way {
  name: string;
  registries: string;
  /** The bundle of the function. */
  file: string;
  event: unknown;
  /** What the result has in it where the work was done: a size is worth nothing where it was not. */
  proves: object;
  /** In bytes; above it, the build fails. */
  budget: number;
}

const WAYS: readonly Way[] = [
  {
    name: 'a refresh with nothing to do',
    registries:
      'registries: [{ host: ghcr.io, credentials: { username: acme, password: { from: env, id: GHCR } }, publish: [file] }]',
    file: 'refresh-ecr.mjs',
    event: {},
    proves: { counts: { published: 0, failed: 0 }, publications: [] },
    budget: 90_000,
  },
  {
    name: 'ECR into Secrets Manager',
    registries: `
      backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
      registries: [{ host: ${HOST}, publish: [aws] }]
    `,
    file: 'refresh-ecr.mjs',
    event: {},
    proves: { counts: { published: 1, failed: 0 } },
    budget: 330_000,
  },
  {
    name: 'validate',
    registries: `registries: [{ host: ${HOST}, publish: [file] }]`,
    file: 'validate.mjs',
    event: apiEvent({
      body: DOCS_EXAMPLES['ECR with OIDC'] ?? '',
      headers: { 'content-type': 'application/yaml' },
    }),
    proves: { statusCode: 200 },
    budget: 180_000,
  },
];

export interface Size extends Way {
  bytes: number;
  /** The largest parts first. */
  parts: [file: string, bytes: number][];
  /** What the function returned. */
  result: unknown;
}

export async function sizes(): Promise<Size[]> {
  const measured: Size[] = [];
  for (const way of WAYS) measured.push(await measure(way));
  return measured;
}

export async function size(): Promise<Findings> {
  const measured = await sizes();
  return {
    title: 'JavaScript read from the start to the result',
    table: [
      ['', 'read', 'at most', 'in'],
      ...measured.map(({ name, bytes, budget, parts }) => [
        name,
        kilobytes(bytes),
        kilobytes(budget),
        `${parts.length} files`,
      ]),
    ],
    goals: measured.map(({ name, bytes, budget }) => ({
      text: `${name}: ${kilobytes(bytes)} (goal: ${kilobytes(budget)})`,
      reached: bytes <= budget,
    })),
    figures: { bytes: Object.fromEntries(measured.map(({ name, bytes }) => [name, bytes])) },
  };
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1_000)} KB`;
}

async function measure(way: Way): Promise<Size> {
  const folder = await mkdtemp(join(process.cwd(), '.bench-'));
  const config = compile(way.registries, way.name);
  await using sandbox = await startSandbox(worldOf(config));
  try {
    await bundleFunctions(config, folder);
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'size/count.mjs'), join(folder, way.file), JSON.stringify(way.event)],
      {
        stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
        env: { ...process.env, ...sandbox.environment(), ...AS_DEPLOYED },
      },
    );
    const told = child.stdio[3];
    const { read, result } = TOLD.parse(JSON.parse(told instanceof Readable ? await text(told) : '{}'));
    const parts = Object.entries(read).toSorted(([, one], [, other]) => other - one);
    return { ...way, bytes: parts.reduce((sum, [, bytes]) => sum + bytes, 0), parts, result };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
