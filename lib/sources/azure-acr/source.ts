import type { GoogleCaller } from '../../references/google-token.ts';
import { howToReplace, nameOfSecret } from '../../references/replace.ts';
import { resolveAnyReference } from '../../references/resolve.ts';
import type { Secret } from '../../secrecy/secret.ts';
import { subjectInWords } from '../../subject/subject-in-words.ts';
import { getSubjectToken } from '../../subject/subject-token.ts';
import { type Exchange, type ExchangeMeaning, exchange, expiryOf, tokenIn } from '../exchange.ts';
import type { TokenSource } from '../source.ts';
import { SUBJECT_LIFE_S } from '../subject.ts';
import type { AzureAcrSpec } from './traits.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Mints for one Azure registry: Entra gives the application a token, and the registry exchanges it for its own token.
 * https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md
 */
export function azureAcrSource(spec: AzureAcrSpec, machine: GoogleCaller): TokenSource {
  const { registry, login, tenant, clientId, scope, username = '' } = spec;
  return {
    async mint(signal) {
      const mintedAt = machine.now();
      const entra = await entraToken(signal);
      const call: Exchange = {
        method: 'POST',
        url: `https://${registry}/oauth2/exchange`,
        form: { grant_type: 'access_token', service: registry, tenant, access_token: entra.reveal() },
        tried: `exchange the Entra token at ${registry}`,
        service: 'Azure Container Registry',
        secrets: [entra],
        denied: `give the application ${clientId} the role AcrPull on the registry; if the registry rejects tokens for ARM, set scope: acr`,
      };
      const answer = await exchange(call, machine.env, signal);
      const password = tokenIn(answer, 'refresh_token', call);
      return { username, password, mintedAt, expiresAt: expiryOf(password, answer, mintedAt, call) };
    },
  };

  async function entraToken(signal: AbortSignal): Promise<Secret> {
    const url = `https://${login}/${tenant}/oauth2/v2.0/token`;
    const { form, secrets } = await proofFor(url, signal);
    const call: Exchange = {
      method: 'POST',
      url,
      form: { grant_type: 'client_credentials', client_id: clientId, scope, ...form },
      tried: `sign in to Entra as the application ${clientId}`,
      service: 'Microsoft Entra',
      secrets,
      denied:
        'the cause says what Entra rejects: https://learn.microsoft.com/entra/identity-platform/reference-error-codes',
      meaningOf,
    };
    return tokenIn(await exchange(call, machine.env, signal), 'access_token', call);
  }

  async function proofFor(url: string, signal: AbortSignal) {
    const { proof } = spec;
    if (proof.by === 'client-secret') {
      const secret = await resolveAnyReference(proof.secret, machine, signal);
      return { form: { client_secret: secret.reveal() }, secrets: [secret] };
    }
    if (proof.by === 'certificate') {
      const pem = await resolveAnyReference(proof.secret, machine, signal);
      const { signAssertion } = await import('./assertion.ts');
      const claims = { clientId, audience: url, now: machine.now() };
      return assertionForm(signAssertion(pem, claims, nameOfSecret(proof.secret)), pem);
    }
    const { token, audience } = proof.subject;
    const request = { audience, lifetimeSeconds: SUBJECT_LIFE_S };
    return assertionForm(await getSubjectToken(token, request, machine.env, signal));
  }

  /** https://learn.microsoft.com/entra/identity-platform/reference-error-codes#aadsts-error-codes */
  function meaningOf(text: string): ExchangeMeaning | undefined {
    const [, code = ''] = /AADSTS(\d+)/.exec(text) ?? [];
    const { proof } = spec;
    if (proof.by === 'client-secret' && /^7000(?:215|222)$/.test(code)) {
      return {
        kind: code === '7000222' ? 'expired' : 'denied',
        says: `Entra rejects the client secret in ${nameOfSecret(proof.secret)}`,
        hint: `make a new client secret and ${howToReplace(proof.secret)}`,
      };
    }
    if (proof.by === 'certificate' && code === '700027') {
      return {
        kind: 'denied',
        says: `the application does not know the certificate in ${nameOfSecret(proof.secret)}`,
        hint: `add the certificate to the application, or ${howToReplace(proof.secret)}`,
      };
    }
    if (proof.by === 'subject-token' && /^7002(?:1|11|12|13|14)\d*$/.test(code)) {
      return {
        kind: 'denied',
        says: `no federated credential of the application fits ${subjectInWords(proof.subject.token)}`,
        hint: `add one whose issuer, subject and audience (${proof.subject.audience}) are those of the token: docs/registries/azure.md`,
      };
    }
    if (code === '700016') {
      return {
        kind: 'invalid',
        says: `the tenant ${tenant} has no application ${clientId}`,
        hint: 'compare clientId and tenant with the overview page of the application in Entra',
      };
    }
    return code === '90002'
      ? { kind: 'invalid', says: `there is no tenant ${tenant}`, hint: 'correct tenant in registries.yml' }
      : undefined;
  }
}

function assertionForm(assertion: Secret, ...more: Secret[]) {
  const form = { client_assertion_type: JWT_BEARER, client_assertion: assertion.reveal() };
  return { form, secrets: [assertion, ...more] };
}
