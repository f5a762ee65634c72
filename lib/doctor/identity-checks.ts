import { type SourceSpec, sourceTraitsOf } from '../sources/catalogue.ts';
import type { Credential } from '../sources/source.ts';
import { duration } from '../text/duration.ts';
import { askAsFunction, type Caller } from './caller.ts';
import { type Answer, type Check, fine, warning } from './check.ts';
import { gateCheck } from './gate-check.ts';
import type { ReadLedger } from './ledger-check.ts';
import { isReadAsFunctionRole, type Mint, mintsAsFunctionRole } from './mints.ts';
import type { DoctorTarget } from './target.ts';

interface Readers {
  ledger: ReadLedger;
  caller: (signal: AbortSignal) => Promise<Caller>;
}

/** Mints with each identity as a run does, and throws the token away. This changes nothing. */
export function identityChecks(
  target: DoctorTarget,
  mints: readonly Mint[],
  { ledger, caller }: Readers,
): Check[] {
  return mints.map((each) => ({
    group: 'identities',
    name: sourceTraitsOf(each.source).label(each.registries[0]),
    async run(signal) {
      const ask = async () => {
        const credential = await each.mint(signal);
        return (await gateCheck(credential, each, target, ledger, signal)) ?? judge(credential, each.source);
      };
      const asAws = mintsAsFunctionRole(each.source) || isReadAsFunctionRole(each.source);
      return asAws ? askAsFunction(ask, target, () => caller(signal)) : ask();
    },
  }));
}

function judge({ mintedAt, expiresAt, doubt }: Credential, { kind }: SourceSpec): Answer {
  if (doubt !== undefined) return warning(doubt.message, doubt.hint);
  const what = kind === 'stored' ? 'exists' : 'mints';
  return fine(
    expiresAt === undefined
      ? `${what}, without an end`
      : `${what}; it lives ${duration(expiresAt.getTime() - mintedAt.getTime())}`,
  );
}
