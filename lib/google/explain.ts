import { subjectInWords } from '../subject/subject-in-words.ts';
import { LOG_IN } from './application-default.ts';
import type { Explanation, GoogleError } from './failure.ts';
import type { Impersonation, WorkloadIdentity } from './identity.ts';
import { audienceOf } from './web-identity.ts';

/**
 * Explains the errors of Google's token services to the person who set the identity up. The patterns are Google's own
 * texts.
 */

type Explain = (said: GoogleError) => Explanation | undefined;

const CLOCK: Explanation = {
  kind: 'invalid',
  says: 'the clock of this machine is wrong',
  hint: 'set the clock (chronyc tracking, w32tm /resync): a signature is valid for about five minutes around the true time',
};

/** https://cloud.google.com/iam/docs/troubleshooting-workload-identity-federation */
export function explainFederation(identity: WorkloadIdentity): Explain {
  const { provider } = identity;
  return ({ code, text }) => {
    const idToken = explainIdToken(identity, text);
    if (idToken !== undefined) return idToken;
    if (/Signature (?:expired|not yet current)|Request(?:TimeTooSkewed|Expired)/.test(text)) return CLOCK;
    if (code === 'invalid_target') {
      const hint = `check the name and the state of the provider: gcloud iam workload-identity-pools providers describe ${provider}`;
      return { kind: 'invalid', says: 'Google has no such provider, or it is disabled', hint };
    }
    if (code === 'unauthorized_client') {
      const says = `the provider rejects ${subjectInWords(identity.subjectToken)}`;
      return { kind: 'denied', says, hint: wordsOf(identity).condition };
    }
    if (/127 bytes/.test(text)) {
      return { kind: 'invalid', says: 'the subject is too long for Google', hint: wordsOf(identity).shorter };
    }
    if (/Received invalid AWS response/.test(text)) {
      const hint =
        'check that the AWS credentials are active, and that STS is active in the region of this function';
      return { kind: 'denied', says: 'AWS does not confirm the identity of this role', hint };
    }
    return undefined;
  };
}

/** The words that depend on the signer of the subject token. */
interface SubjectWords {
  token: string;
  condition: string;
  shorter: string;
  /** How to find the address of the issuer. */
  issuer: string;
  renew: string;
}

function wordsOf({ subjectToken }: WorkloadIdentity): SubjectWords {
  if (subjectToken === 'github-actions') {
    return {
      token: "GitHub's OIDC token",
      condition: 'the condition of the provider must allow the repository and the branch of this workflow',
      shorter: 'map google.subject to something shorter: assertion.repository',
      issuer: 'the issuer of GitHub is https://token.actions.githubusercontent.com',
      renew: 'nothing to do yet: the next run gets a new one',
    };
  }
  if (typeof subjectToken === 'object') {
    const place = subjectToken.id;
    return {
      token: `the token in ${place}`,
      condition: `the condition of the provider must allow the subject of the token in ${place}`,
      shorter: 'map google.subject to something shorter',
      issuer: `the claim "iss" of the token in ${place} names its issuer`,
      renew: `let the platform renew the token in ${place}: pullkeeper reads it again for each mint`,
    };
  }
  return {
    token: 'the web identity token of AWS',
    condition:
      'the condition of the provider must allow the role of this function, and its account must be the account of the role: npx pullkeeper setup google prints both',
    shorter: 'shorten the name of the role or of the function, or map google.subject to something shorter',
    issuer:
      'an AWS account has an issuer of its own: aws iam get-outbound-web-identity-federation-info prints it',
    renew: 'nothing to do yet: the next run gets a new one',
  };
}

/** Explains why an OIDC provider rejects a token. */
function explainIdToken(identity: WorkloadIdentity, text: string): Explanation | undefined {
  const { provider } = identity;
  const { token, issuer, renew } = wordsOf(identity);
  const change = `gcloud iam workload-identity-pools providers update-oidc ${provider}`;
  if (/^The issuer in ID Token/.test(text)) {
    const hint = `${issuer}; then ${change} --issuer-uri=…`;
    return { kind: 'invalid', says: `the provider trusts another issuer than that of ${token}`, hint };
  }
  if (/^The audience in ID Token/.test(text)) {
    const hint = `${change} --allowed-audiences=${audienceOf(identity)}`;
    return { kind: 'invalid', says: `the provider expects another audience than that of ${token}`, hint };
  }
  if (/is stale to sign-in/.test(text)) {
    return { kind: 'expired', says: `${token} had expired`, hint: renew };
  }
  if (/ID Token signature|given credential's issuer/.test(text)) {
    const hint = `Google downloads the keys of the issuer: do not give the provider keys of its own (${change} --jwk-json-path=…), and see whether the issuer answers`;
    return { kind: 'invalid', says: `Google cannot verify ${token}`, hint };
  }
  return undefined;
}

/** https://cloud.google.com/iam/docs/service-account-creds; the endpoint is plain OAuth. */
export function explainKey(email: string, place: string): Explain {
  return ({ code, text }) => {
    if (/reasonable timeframe/.test(text)) return CLOCK;
    if (/account not found/.test(text)) {
      const hint = `restore ${email}, or set another identity in registries.yml`;
      return { kind: 'denied', says: 'this service account no longer exists', hint };
    }
    if (/Invalid JWT Signature/.test(text)) {
      const hint = `make a new key, and store it in ${place}: gcloud iam service-accounts keys create key.json --iam-account=${email}`;
      return { kind: 'denied', says: 'the key was revoked or disabled', hint };
    }
    if (code === 'disabled_client') {
      const hint = `enable it again: gcloud iam service-accounts enable ${email}`;
      return { kind: 'denied', says: 'this service account is disabled', hint };
    }
    return undefined;
  };
}

/** The login of a person ends when it is revoked, or when the organisation asks for it again (invalid_rapt). */
export function explainApplicationDefault(place: string): Explain {
  return ({ code, text }) =>
    code === 'invalid_grant' && /expired or revoked|invalid_rapt/.test(text)
      ? { kind: 'expired', says: `the login in ${place} has ended`, hint: LOG_IN }
      : undefined;
}

/** https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken */
export function explainImpersonation(impersonation: Impersonation, actor: string): Explain {
  const { serviceAccount, delegates, lifetimeSeconds } = impersonation;
  return ({ status, code, text }) => {
    if (/lifetime/i.test(text)) {
      const hint = `ask an administrator to add ${serviceAccount} to the organization policy constraints/iam.allowServiceAccountCredentialLifetimeExtension, or leave lifetimeSeconds out`;
      const says = `the organization policy does not allow tokens of ${lifetimeSeconds} seconds`;
      return { kind: 'invalid', says, hint };
    }
    if (code === 'PERMISSION_DENIED' && /getAccessToken|implicitDelegation/.test(text)) {
      const hint = grantsFor(actor, [...delegates, serviceAccount]).join('; ');
      return { kind: 'denied', says: `${actor} has no right to create tokens for it`, hint };
    }
    if (status === 404) {
      const hint = 'check its address: gcloud iam service-accounts list';
      return { kind: 'invalid', says: 'there is no such service account', hint };
    }
    return undefined;
  };
}

/** In a chain, each account must be allowed to create tokens for the next one. */
function grantsFor(actor: string, chain: readonly string[]): string[] {
  const holders = [actor, ...chain.map((email) => `serviceAccount:${email}`)];
  return chain.map((email, index) => {
    const holder = holders[index] ?? actor;
    if (holder.startsWith('serviceAccount:')) {
      return `grant roles/iam.serviceAccountTokenCreator on ${email} to ${holder}`;
    }
    const role = chain.length > 1 ? 'roles/iam.serviceAccountTokenCreator' : 'roles/iam.workloadIdentityUser';
    return `grant ${role} on ${email} to ${holder}: npx pullkeeper setup google prints the command`;
  });
}
