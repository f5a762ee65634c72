/** The name that serverless.yml gives to the table of the ledger. */
export function tableNameOf(stage: string): string {
  return `pullkeeper-${stage}-ledger`;
}
