/** What pullkeeper does in Google Secret Manager, and nothing more: Google has no role that is as narrow. */
export const SECRET_RIGHTS = [
  'secrets.create',
  'secrets.get',
  'secrets.update',
  'versions.access',
  'versions.add',
  'versions.destroy',
  'versions.list',
].map((right) => `secretmanager.${right}`);
