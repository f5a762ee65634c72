/** The table that serverless.yml makes, as it is called in the stage that is meant when none is named. */
export const LEDGER_TABLE = {
  name: 'pullkeeper-prod-ledger',
  partitionKey: 'ledger',
  sortKey: 'id',
};
