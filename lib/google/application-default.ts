import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { type JsonObject, parseJsonObject } from '../json.ts';
import { toSafeText } from '../secrecy/safe-text.ts';
import type { Impersonation } from './identity.ts';

/** Google's Application Default Credentials, as far as they are found without a call. */
export interface ApplicationDefault {
  /** The JSON file of gcloud or of a federation; undefined on a machine of Google's, whose metadata server has tokens. */
  json: JsonObject | undefined;
  /** Where they are, in words. */
  place: string;
  /** The service account that the file says to act as. */
  impersonations: Impersonation[];
}

/** https://cloud.google.com/docs/authentication/application-default-credentials#order */
export async function findApplicationDefault(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ApplicationDefault> {
  const { GOOGLE_APPLICATION_CREDENTIALS: named } = env;
  const path = named || wellKnownPath(env);
  const text = path && (await read(path, named !== undefined && named !== '', signal));
  if (path === undefined || text === undefined) {
    return { json: undefined, place: 'the metadata server', impersonations: [] };
  }
  const file = parseJsonObject(text);
  if (file === undefined) {
    throw new Failure('invalid', `${path} does not contain Application Default Credentials: it is not JSON`, {
      hint: LOG_IN,
    });
  }
  return { ...withoutImpersonation(file), place: path };
}

export const LOG_IN =
  'make the file again: gcloud auth application-default login; or name another in GOOGLE_APPLICATION_CREDENTIALS';

/** The file in which `gcloud auth application-default login` leaves them. */
function wellKnownPath(env: NodeJS.ProcessEnv): string | undefined {
  const folder =
    env.CLOUDSDK_CONFIG ||
    (process.platform === 'win32'
      ? env.APPDATA && join(env.APPDATA, 'gcloud')
      : env.HOME && join(env.HOME, '.config/gcloud'));
  return folder ? join(folder, 'application_default_credentials.json') : undefined;
}

async function read(path: string, isNamed: boolean, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await readFile(path, { encoding: 'utf8', signal });
  } catch (error) {
    if (!isNamed && error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Failure('invalid', `cannot read Google's Application Default Credentials in ${path}`, {
      hint: LOG_IN,
      ...(error instanceof Error && { cause: toSafeText(error.message) }),
    });
  }
}

const LIFE_S = 3_600;

/** Takes the impersonation out of a file, so that each step has an error of its own. */
function withoutImpersonation(whole: JsonObject): Pick<ApplicationDefault, 'json' | 'impersonations'> {
  const { service_account_impersonation_url: url, source_credentials: source, ...rest } = whole;
  const [, serviceAccount] = /\/([^/]+):generateAccessToken$/.exec(String(url)) ?? [];
  if (serviceAccount === undefined) return { json: whole, impersonations: [] };
  const delegates = Array.isArray(rest.delegates) ? rest.delegates.map(String) : [];
  const impersonation = {
    serviceAccount,
    delegates: delegates.map((name) => name.replace(/^.*\//, '')),
    lifetimeSeconds: LIFE_S,
  };
  const json = typeof source === 'object' && source !== null ? parseJsonObject(JSON.stringify(source)) : rest;
  return { json, impersonations: [impersonation] };
}
