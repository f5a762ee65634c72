import type { Config } from '../config/config.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';

/** The config and the deployment that doctor checks. */
export interface DoctorTarget {
  config: Config;
  env: NodeJS.ProcessEnv;
  now: () => Date;
  /** The names of the functions' roles. */
  roles: Record<RefreshFunction, string>;
  /** The name of the ledger's table. Absent where the runs are on this machine, whose ledger is a file. */
  table: string | undefined;
  /** The account that the functions should run in. */
  account?: string | undefined;
}
