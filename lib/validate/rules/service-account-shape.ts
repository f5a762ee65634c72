import { gcpServiceAccount } from '../model/gcp-fields.ts';
import type { Rule } from '../rule.ts';
import { GOOGLE_OIDC_LOGIN, withField } from '../samples.ts';

export const serviceAccountShape: Rule = {
  id: 'TDA401',
  severity: 'warning',
  title: 'The service account is not an e-mail address',
  why: 'Baseten asks Google for a token of exactly this account. Google does not find a name or a number.',
  caught: withField(GOOGLE_OIDC_LOGIN, 'gcp_oidc_service_account', 'puller'),
  passed: GOOGLE_OIDC_LOGIN,

  *check({ auth }) {
    const account = gcpServiceAccount(auth);
    if (!account || SERVICE_ACCOUNT.test(account.text)) return;
    yield {
      at: account.node,
      path: account.path,
      message: `${JSON.stringify(account.text)} is not the e-mail address of a service account.`,
      hint: 'Write <name>@<project>.iam.gserviceaccount.com; "gcloud iam service-accounts list" prints it.',
    };
  },
};

/** Accounts that users create, those of domain-scoped projects, and two kinds that Google creates. */
const SERVICE_ACCOUNT =
  /^(?:[a-z0-9][a-z0-9-]*@[a-z0-9.-]+\.iam|\d+-compute@developer|[a-z0-9.-]+@appspot)\.gserviceaccount\.com$/;
