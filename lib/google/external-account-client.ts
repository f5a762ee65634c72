import type { IdentityPoolClientOptions } from 'google-auth-library/build/src/auth/identitypoolclient.js';
import { Failure } from '../failure.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { AuthClient, Calling } from './auth-client.ts';
import { DEFAULT_UNIVERSE } from './identity.ts';
import { transporterOptions } from './transporter-options.ts';

type Source = NonNullable<IdentityPoolClientOptions['credential_source']>;

/**
 * Tokens by a file of type external_account, whose subject token is in another file or behind an address.
 * https://google.aip.dev/auth/4117
 */
export async function externalAccountClient(
  file: JsonObject,
  place: string,
  scope: string,
  { env, signal }: Calling,
): Promise<AuthClient> {
  const { audience, subject_token_type: type, universe_domain: universe } = textEntries(file);
  const source = sourceIn(file.credential_source);
  if (audience === undefined || type === undefined || source === undefined) {
    const message = `cannot use the external account in ${place}: only a subject token from a file or an address is supported`;
    throw new Failure('invalid', message, {
      hint: 'describe the identity in registries.yml instead: type google-workload-identity, with a subjectToken',
    });
  }
  const { SubjectTokenClient } = await import('./subject-token-client.ts');
  return new SubjectTokenClient({
    audience,
    subject_token_type: type,
    universe_domain: universe ?? DEFAULT_UNIVERSE,
    scopes: [scope],
    transporterOptions: transporterOptions(env, signal),
    credential_source: source,
  });
}

function sourceIn(value: unknown): Source | undefined {
  if (!isJsonObject(value)) return undefined;
  const { file, url } = textEntries(value);
  if ((file === undefined) === (url === undefined)) return undefined;
  const { type, subject_token_field_name: field } = textEntries(value.format);
  return {
    ...(file !== undefined && { file }),
    ...(url !== undefined && { url, headers: textEntries(value.headers) }),
    ...(type === 'json' && field !== undefined && { format: { type, subject_token_field_name: field } }),
  };
}

/** The entries of a JSON object that are texts. */
export function textEntries(value: unknown): Record<string, string> {
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
  );
}
