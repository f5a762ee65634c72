import { Failure } from '../failure.ts';
import { isJsonObject, parseJson } from '../json.ts';
import { Secret } from '../secrecy/secret.ts';
import { DEFAULT_UNIVERSE } from './identity.ts';

/** The fields of a service account key that pullkeeper needs. */
export interface ParsedKey {
  email: string;
  privateKey: Secret;
}

/** Other JSON files of Google that people mistake for a key. */
const OTHER_FILES: Readonly<Record<string, string>> = {
  external_account:
    'the file configures workload identity: use an identity of type google-workload-identity instead',
  authorized_user: 'the file is the login of a person: create a key of a service account instead',
  impersonated_service_account:
    'the file configures an impersonation: use an identity of type google-impersonation instead',
};

/** Reads the JSON file of a service account key, or says what the file is instead. */
export function parseServiceAccountKey(secret: Secret, place: string): ParsedKey {
  const file = parseJson(secret.reveal());
  if (file === undefined) throw notAKey(place, ...whatItIs(secret.reveal()));
  const {
    type,
    client_email: email,
    private_key: pem,
    universe_domain: universe,
  } = isJsonObject(file) ? file : {};
  const other = typeof type === 'string' ? OTHER_FILES[type] : undefined;
  if (other !== undefined) throw notAKey(place, `its type is ${String(type)}`, other);
  if (typeof email !== 'string' || typeof pem !== 'string') {
    throw notAKey(place, 'client_email or private_key is missing', STORE_AGAIN);
  }
  if (typeof universe === 'string' && universe !== DEFAULT_UNIVERSE) {
    const hint = 'use an identity of type google-workload-identity with that universeDomain';
    throw notAKey(
      place,
      `it belongs to the universe ${universe}, where a key cannot be exchanged for tokens`,
      hint,
    );
  }
  if (!isPrivateKey(pem)) throw notAKey(place, 'its private_key cannot be read', STORE_AGAIN);
  return { email, privateKey: new Secret(pem) };
}

const STORE_AGAIN =
  'store the file again exactly as gcloud iam service-accounts keys create wrote it, line breaks in private_key included';

function whatItIs(text: string): [what: string, hint: string] {
  if (text.includes('-----BEGIN')) return ['it is the private key alone', 'store the whole JSON file'];
  return parseJson(Buffer.from(text, 'base64').toString()) === undefined
    ? ['it is not JSON', STORE_AGAIN]
    : ['it is in base64', 'store the JSON file as it is'];
}

function isPrivateKey(pem: string): boolean {
  try {
    // Loaded late: most identities have no key.
    const { createPrivateKey } = process.getBuiltinModule('node:crypto');
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

function notAKey(place: string, what: string, hint: string): Failure {
  return new Failure('invalid', `${place} does not contain a service account key: ${what}`, { hint });
}
