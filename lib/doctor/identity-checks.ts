import type { Registry } from '../config/config.ts';
import { functionOf } from '../config/refresh-functions.ts';
import { duration } from '../refresh/duration.ts';
import { gate } from '../refresh/gate.ts';
import { sourceOf } from '../refresh/plan.ts';
import { openSource, type SourceSpec } from '../sources/index.ts';
import type { Credential } from '../sources/source.ts';
import { askAsFunction, type Caller } from './caller.ts';
import { type Answer, type Check, fine, warning } from './check.ts';
import type { Patient } from './patient.ts';

/** Each identity mints as a run would have it, and what it mints is thrown away: that changes nothing anywhere. */
export function identityChecks(patient: Patient, caller: (signal: AbortSignal) => Promise<Caller>): Check[] {
  const { config } = patient;
  const wanted = new Map<string, { source: SourceSpec; registry: Registry }>();
  for (const registry of config.registries) {
    const source = sourceOf(registry, config);
    if (source !== undefined) wanted.set(JSON.stringify(source), { source, registry });
  }
  return [...wanted.values()].map(({ source, registry }) => ({
    group: 'identities',
    name: nameOf(source, registry),
    async ask(signal) {
      const mint = async () => {
        const credential = await (await openSource(source, patient)).mint(signal);
        return judge(credential, source, cadenceOf(registry, patient), patient.now());
      };
      return isOfAws(source) ? askAsFunction(mint, patient, () => caller(signal)) : mint();
    },
  }));
}

function nameOf(source: SourceSpec, { identity, host }: Registry): string {
  switch (source.kind) {
    case 'ecr':
      return `${identity ?? 'own role'} in ${source.region}`;
    case 'ecr-public':
      return `${identity ?? 'own role'} for ECR Public`;
    case 'artifact-registry':
      return identity ?? host.host;
    case 'stored':
      return `stored for ${host.host}`;
  }
}

/** Does it begin with the role of the function? Then it is another who asks here. */
function isOfAws(source: SourceSpec): boolean {
  return source.kind === 'artifact-registry'
    ? source.identity.base.type === 'workload-identity'
    : source.kind !== 'stored';
}

function cadenceOf(registry: Registry, { config }: Patient): number {
  const name = functionOf(registry);
  return name === undefined ? 0 : config.schedule[name];
}

/** The gate of a run says what it thinks of it. */
function judge(credential: Credential, { kind }: SourceSpec, cadenceMs: number, now: Date): Answer {
  const short = gate(credential, undefined, now, cadenceMs);
  if (short !== undefined) return warning(short, credential.remedy);
  const { mintedAt, expiresAt } = credential;
  const what = kind === 'stored' ? 'is there' : 'mints';
  return fine(
    expiresAt === undefined
      ? `${what}, without an end`
      : `${what}; it lives ${duration(expiresAt.getTime() - mintedAt.getTime())}`,
  );
}
