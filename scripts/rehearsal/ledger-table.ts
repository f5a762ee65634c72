import { tableNameOf } from '../../lib/deployment/names.ts';

/** The table of serverless.yml in the default stage. */
export const LEDGER_TABLE = {
  name: tableNameOf('prod'),
  partitionKey: 'ledger',
  sortKey: 'id',
};
