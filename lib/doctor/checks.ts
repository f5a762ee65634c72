import { googleIdentitiesOf } from '../config/reads.ts';
import { REFRESH_FUNCTION_NAMES } from '../config/schema/refresh-functions.ts';
import { permissionsOf } from '../deployment/permissions.ts';
import { beginsWithRole } from '../google/identity.ts';
import { backendChecks } from './backend-checks.ts';
import { cacheRuleChecks } from './cache-rule-checks.ts';
import { callerCheck, callerOf } from './caller.ts';
import { answered, type Check, notChecked } from './check.ts';
import { clockCheck } from './clock-check.ts';
import { configChecks } from './config-checks.ts';
import { identityChecks } from './identity-checks.ts';
import { ledgerCheck, ledgerOf } from './ledger-check.ts';
import { mintsFor } from './mints.ts';
import { probeChecks } from './probe-checks.ts';
import { roleChecks } from './role-checks.ts';
import type { DoctorTarget } from './target.ts';
import { webIdentityChecks } from './web-identity-check.ts';

interface Options {
  /** True skips every check that needs the network. */
  offline: boolean;
}

/** Returns the checks of everything that the next run needs. */
export function checksFor(target: DoctorTarget, { offline }: Options): Check[] {
  const caller = callerOf(target);
  const mints = mintsFor(target);
  const ledger = ledgerOf(target);
  const isLocal = target.table === undefined;
  const asking = [
    ...(isLocal ? [ledgerCheck(target, ledger, caller)] : []),
    ...(needsAws(target)
      ? [
          callerCheck(target, caller),
          ...roleChecks(target, caller),
          ...webIdentityChecks(target),
          ...(isLocal ? [] : [ledgerCheck(target, ledger, caller)]),
        ]
      : [answered('aws', 'credentials', notChecked('registries.yml needs no AWS'))]),
    ...identityChecks(target, mints, {
      ledger: isLocal || needsAws(target) ? ledger : async () => undefined,
      caller,
    }),
    ...backendChecks(target, caller),
    ...cacheRuleChecks(target),
    ...probeChecks(target, mints, caller),
    clockCheck(target),
  ];
  return [...configChecks(target), ...(offline ? asking.map(skipped) : asking)];
}

function skipped({ group, name }: Check): Check {
  return answered(group, name, notChecked('--offline'));
}

/** A config without AWS calls needs no AWS credentials. A workload identity signs an AWS call. */
function needsAws({ config }: DoctorTarget): boolean {
  const calls = REFRESH_FUNCTION_NAMES.flatMap((name) =>
    permissionsOf(config, name).flatMap(({ Action }) => Action),
  );
  const signed = config.registries.flatMap(googleIdentitiesOf).some(beginsWithRole);
  return signed || calls.some((action) => action !== 'sts:GetCallerIdentity');
}
