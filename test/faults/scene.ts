import { vi } from 'vitest';
import type { refreshEcr } from '../../functions/refresh-ecr.ts';
import type { Outcome, Report } from '../../lib/refresh/report.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { createGoogleKeys } from '../../scripts/rehearsal/google-keys.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { rehearse } from '../rehearse.ts';

/** A function with all that it touches, and how to look behind each of the places it writes to. */
export interface Scene {
  title: string;
  /** The steps whose failures are tried here; absent, all of them. What all functions share is tried once. */
  tries?: readonly string[];
  yaml: string;
  refresh: typeof refreshEcr;
  cadenceMs: number;
  /** Which image a host is asked for, when what is published for it is tried. */
  images: Record<string, string>;
  /** What a service may cost when it fails: the publications in these backends, or those of these hosts. */
  reach: Record<string, (outcome: Outcome, operation: string) => boolean>;
}

/** By publication, what stands where it is published. */
export type Standing = ReadonlyMap<string, string | undefined>;

/** What one run did, and what may be read of it. */
export interface Tried {
  report: Report;
  standing: Standing;
  said: string;
  tookMs: number;
}

export async function stage({ yaml, refresh, images }: Scene) {
  vi.stubEnv('PULLKEEPER_TABLE', LEDGER_TABLE.name);
  const rehearsal = await rehearse(yaml, {}, refresh);
  const { clock, config, log, sandbox } = rehearsal;
  for (const [name, value] of Object.entries(await createGoogleKeys(config, sandbox)))
    vi.stubEnv(name, value);

  const look = (): Standing =>
    new Map(
      config.registries.flatMap(({ publish }) => publish.map((each) => [idOf(each), valueIn(sandbox, each)])),
    );
  return {
    clock,
    config,
    sandbox,
    look,
    machine: () => rehearsal.container().machine,
    async run(timeoutMs?: number): Promise<Tried> {
      log.length = 0;
      const startedAt = performance.now();
      const report = await rehearsal.container().report({}, timeoutMs);
      const tookMs = performance.now() - startedAt;
      const said = JSON.stringify([report, log, sandbox.items(LEDGER_TABLE.name)]);
      return { report, standing: look(), said, tookMs };
    },
    /** Whether a container could be started with it now. */
    async pulls({ host }: Outcome, auth: string): Promise<boolean> {
      const [repository = '', tag = ''] = (images[host] ?? '').split(':');
      return (await sandbox.pull(host, repository, tag, auth)).pulled;
    },
  };
}

export type Stage = Awaited<ReturnType<typeof stage>>;

/** As a report names a publication: it does not tell the destination. */
export function idOf({ backend, name }: Pick<Outcome, 'backend' | 'name'>): string {
  return `${backend}/${name}`;
}

function valueIn(sandbox: Sandbox, { backend, name }: Pick<Outcome, 'backend' | 'name'>): string | undefined {
  switch (backend) {
    case 'aws':
      return sandbox.secret(name)?.value;
    case 'baseten':
      return sandbox.baseten.secret(name, 'research')?.value;
    case 'fal':
      return sandbox.fal.secret(name)?.value;
    case 'google':
      return sandbox.google.secret(`projects/acme-models/secrets/${name}`)?.value;
    default:
      throw new Error(`nobody can look into ${backend}`);
  }
}
