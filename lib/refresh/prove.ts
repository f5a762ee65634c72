import type { ProbePolicy, Registry } from '../config/config.ts';
import { Failure } from '../failure.ts';
import type { ProbeResult, ProbeVerdict } from '../probe/verdict.ts';
import type { Credential } from '../sources/source.ts';
import type { Lanes } from './lanes.ts';
import type { Machine } from './machine.ts';

/** The result of a probe, before a credential is published. */
export interface Proof {
  at: Date;
  verdict: ProbeVerdict | 'impossible';
  /** Why the credential must not be published. */
  failure?: Failure;
  /** A warning about a credential that may be published. */
  warning?: string;
}

/** Probes a credential. Resolves to undefined if the probe of the registry is off. */
export type Prover = (registry: Registry, credential: Credential) => Promise<Proof | undefined>;

/**
 * Returns a prover that asks a registry at most once a run for each credential and image, for all backends. The probe is
 * loaded when it is first needed.
 */
export function createProver({ env, now, clouds }: Machine, lanes: Pick<Lanes, 'registry'>): Prover {
  const asked = new Map<Credential, Map<string, Promise<ProbeResult>>>();

  return async (registry, credential) => {
    const proof = await proofOf(registry, credential);
    const { doubt } = credential;
    return doubt === undefined || proof?.verdict === 'pulls'
      ? proof
      : { at: now(), verdict: 'impossible', ...proof, failure: doubt };
  };

  async function proofOf(registry: Registry, credential: Credential): Promise<Proof | undefined> {
    if (registry.probe === 'off') return undefined;
    if (registry.source.username === undefined) return { at: now(), verdict: 'impossible' };
    const result = await askOnce(registry, credential);
    return { at: now(), ...judged(result, registry.probe) };
  }

  function askOnce(registry: Registry, credential: Credential): Promise<ProbeResult> {
    const { host, image = '' } = registry;
    const answers = asked.get(credential) ?? new Map<string, Promise<ProbeResult>>();
    asked.set(credential, answers);
    const key = `${host.host}/${image}`;
    const answer = answers.get(key) ?? ask(registry, credential);
    answers.set(key, answer);
    return answer;
  }

  async function ask(registry: Registry, credential: Credential): Promise<ProbeResult> {
    const probe = clouds?.probe ?? (await import('../probe/probe.ts')).probe;
    const lane = lanes.registry(registry.host.host);
    try {
      return await lane.run(async (signal) => {
        const options = { now, signal, rehearsalUrl: env.PULLKEEPER_REGISTRY_URL };
        const result = await probe({ ...registry, credential }, options);
        if (result.verdict === 'unreachable') throw new Unreachable(result);
        return result;
      });
    } catch (error) {
      if (error instanceof Unreachable) return error.result;
      if (error instanceof Failure && error.kind === 'unavailable')
        return { verdict: 'unreachable', refused: false, failure: error };
      throw error;
    }
  }
}

/** Makes the lane count this as a missing answer. */
class Unreachable extends Error {
  readonly result: ProbeResult;

  constructor(result: ProbeResult) {
    super('unreachable');
    this.result = result;
  }
}

/** A registry that rejects a credential stops its publication. An unreachable registry stops it only with `probe: require`. */
export function judged(result: ProbeResult, policy: ProbePolicy = 'prefer'): Omit<Proof, 'at'> {
  const { verdict } = result;
  if (!('failure' in result)) return { verdict };
  const { failure, refused } = result;
  if (refused || policy === 'require') return { verdict, failure };
  const { message, cause } = failure;
  return { verdict, warning: `not probed: ${message}${cause === undefined ? '' : ` (${cause})`}` };
}
