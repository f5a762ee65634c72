import { tableNameOf } from '../../lib/deployment/names.ts';

/** The table that serverless.yml makes, as it is called in the stage that is meant when none is named. */
export const LEDGER_TABLE = {
  name: tableNameOf('prod'),
  partitionKey: 'ledger',
  sortKey: 'id',
};
