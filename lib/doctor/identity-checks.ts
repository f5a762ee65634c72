import { gate } from '../refresh/gate.ts';
import { type SourceSpec, sourceTraitsOf } from '../sources/catalogue.ts';
import type { Credential } from '../sources/source.ts';
import { duration } from '../text/duration.ts';
import { askAsFunction, type Caller } from './caller.ts';
import { type Answer, type Check, fine, warning } from './check.ts';
import { isOfAws, isReadAsAws, type Mint } from './mints.ts';
import type { Patient } from './patient.ts';

/** Each identity mints as a run would have it, and what it mints is thrown away: that changes nothing anywhere. */
export function identityChecks(
  patient: Patient,
  mints: readonly Mint[],
  caller: (signal: AbortSignal) => Promise<Caller>,
): Check[] {
  return mints.map(({ source, registries: [registry], mint }) => ({
    group: 'identities',
    name: sourceTraitsOf(source).label(registry),
    async ask(signal) {
      const ask = async () =>
        judge(await mint(signal), source, patient.config.schedule[source.function], patient.now());
      const asAws = isOfAws(source) || isReadAsAws(source);
      return asAws ? askAsFunction(ask, patient, () => caller(signal)) : ask();
    },
  }));
}

/** The gate of a run says what it thinks of it. */
function judge(credential: Credential, { kind }: SourceSpec, cadenceMs: number, now: Date): Answer {
  const short = gate(credential, undefined, now, { cadenceMs });
  if (short !== undefined) return warning(short, credential.remedy);
  const { mintedAt, expiresAt, doubt } = credential;
  if (doubt !== undefined) return warning(doubt.message, doubt.hint);
  const what = kind === 'stored' ? 'is there' : 'mints';
  return fine(
    expiresAt === undefined
      ? `${what}, without an end`
      : `${what}; it lives ${duration(expiresAt.getTime() - mintedAt.getTime())}`,
  );
}
