import type { Registry } from '../config/config.ts';
import { type Good, isGood } from '../probe/verdict.ts';
import { judged } from '../refresh/prove.ts';
import type { Credential } from '../sources/source.ts';
import { askAsFunction, type Caller } from './caller.ts';
import { type Answer, type Check, fine, notChecked, warning } from './check.ts';
import { type Mint, mintsAsFunctionRole } from './mints.ts';
import type { DoctorTarget } from './target.ts';

/** Probes each registry with its new credential, as a run does before it publishes. */
export function probeChecks(
  target: DoctorTarget,
  mints: readonly Mint[],
  caller: (signal: AbortSignal) => Promise<Caller>,
): Check[] {
  return mints.flatMap(({ source, registries, mint }) =>
    registries.map(
      (registry): Check => ({
        group: 'registries',
        name: registry.image === undefined ? registry.host.host : `${registry.host.host}/${registry.image}`,
        async run(signal) {
          const reason = reasonNotToProbe(registry);
          if (reason !== undefined) return notChecked(reason);
          const credential = await mint(signal).catch(() => undefined); // the check of the identity reports why
          if (credential === undefined)
            return notChecked('there is no credential to probe with: see identities');
          const ask = () => probeAnswer(registry, credential, target, signal);
          return mintsAsFunctionRole(source) ? askAsFunction(ask, target, () => caller(signal)) : ask();
        },
      }),
    ),
  );
}

function reasonNotToProbe(registry: Registry): string | undefined {
  if (registry.probe === 'off') return 'probe: off';
  return registry.source.username === undefined
    ? 'a raw value has no user name, so it cannot be probed'
    : undefined;
}

async function probeAnswer(
  registry: Registry,
  credential: Credential,
  { env, now }: DoctorTarget,
  signal: AbortSignal,
): Promise<Answer> {
  const { probe } = await import('../probe/probe.ts');
  const result = await probe(
    { ...registry, credential },
    {
      now,
      signal,
      rehearsalUrl: env.PULLKEEPER_REGISTRY_URL,
    },
  );
  const { failure, warning: doubt = result.verdict } = judged(result, registry.probe);
  if (credential.doubt !== undefined && result.verdict !== 'pulls') throw credential.doubt;
  if (failure !== undefined) throw failure;
  return isGood(result.verdict) ? fine(MEANING[result.verdict]) : warning(doubt);
}

const MEANING: Record<Good, string> = {
  pulls: 'pulls the image',
  'signs-in': 'accepts the credential; registries.yml names no image, so no pull was tried',
  open: 'needs no credential',
};
