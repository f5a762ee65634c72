import { googleIdentitiesOf } from '../config/reads.ts';
import { REFRESH_FUNCTION_NAMES } from '../config/schema/refresh-functions.ts';
import { permissionsOf } from '../deployment/permissions.ts';
import { beginsWithRole } from '../google/identity.ts';
import { backendChecks } from './backend-checks.ts';
import { callerCheck, callerOf } from './caller.ts';
import { type Check, known, notAsked } from './check.ts';
import { clockCheck } from './clock-check.ts';
import { configChecks } from './config-checks.ts';
import { identityChecks } from './identity-checks.ts';
import { ledgerCheck, ledgerOf } from './ledger-check.ts';
import { mintsFor } from './mints.ts';
import type { Patient } from './patient.ts';
import { probeChecks } from './probe-checks.ts';
import { roleChecks } from './role-checks.ts';
import { webIdentityChecks } from './web-identity-check.ts';

interface Options {
  /** Whether anybody may be asked at all. */
  offline: boolean;
}

/** Everything that the next run stands on. A new kind of check is a function more. */
export function checksFor(patient: Patient, { offline }: Options): Check[] {
  const caller = callerOf(patient);
  const mints = mintsFor(patient);
  const ledger = ledgerOf(patient);
  const asking = [
    ...(needsAws(patient)
      ? [
          callerCheck(patient, caller),
          ...roleChecks(patient, caller),
          ...webIdentityChecks(patient),
          ledgerCheck(patient, ledger, caller),
        ]
      : [known('aws', 'credentials', notAsked('registries.yml needs no AWS'))]),
    ...identityChecks(patient, mints, { ledger: needsAws(patient) ? ledger : async () => undefined, caller }),
    ...backendChecks(patient, caller),
    ...probeChecks(patient, mints, caller),
    clockCheck(patient),
  ];
  return [...configChecks(patient), ...(offline ? asking.map(unasked) : asking)];
}

function unasked({ group, name }: Check): Check {
  return known(group, name, notAsked('--offline'));
}

/** Who makes no call to AWS may do without credentials there; a workload identity signs one, too. */
function needsAws({ config }: Patient): boolean {
  const calls = REFRESH_FUNCTION_NAMES.flatMap((name) =>
    permissionsOf(config, name).flatMap(({ Action }) => Action),
  );
  const signed = config.registries.flatMap(googleIdentitiesOf).some(beginsWithRole);
  return signed || calls.some((action) => action !== 'sts:GetCallerIdentity');
}
