import { randomBytes } from 'node:crypto';
import type { Answer } from '../http.ts';
import { fieldsOf, text } from './fields.ts';
import { bearer, json, type Platform, type PlatformOptions, platform, Refused } from './platform.ts';

interface Credential {
  id: string;
  name: string;
  value: string;
}

const CREDENTIAL = { username: text(1, 191), password: text(1, 16_384) };

/**
 * The registry credentials of a Runpod account. No answer contains a user name or a password. A second credential
 * with the same name is accepted, because Runpod does not document that it is rejected.
 * https://docs.runpod.io/api-reference-v2/registries/update-a-container-registry-credential
 */
export function runpod({ host, keys }: PlatformOptions): Platform {
  const credentials = new Map<string, Credential>();
  const shown = ({ id, name }: Credential) => ({ id, name });
  return platform({
    host,
    service: 'runpod',
    keys,
    keyIn: bearer,
    refuse: problem,
    read: (wanted) => named(wanted)?.value,
    remove: (wanted) => void credentials.delete(named(wanted)?.id ?? ''),
    routes: {
      'GET /v2/registries': () => json(200, { registries: [...credentials.values()].map(shown) }),
      'GET /v2/registries/{id}': ({ params }) => json(200, shown(found(params.id))),
      'POST /v2/registries': ({ body }) => {
        const { name, username, password } = fieldsOf(body, { name: text(1, 191), ...CREDENTIAL });
        const made = {
          id: randomBytes(8).toString('hex'),
          name: String(name),
          value: `${username}:${password}`,
        };
        credentials.set(made.id, made);
        return json(201, shown(made));
      },
      'PATCH /v2/registries/{id}': ({ params, body }) => {
        const credential = found(params.id);
        const { username, password } = fieldsOf(body, CREDENTIAL);
        credential.value = `${username}:${password}`;
        return json(200, shown(credential));
      },
    },
  });

  function named(wanted: string): Credential | undefined {
    return [...credentials.values()].find(({ name }) => name === wanted);
  }

  function found(id = ''): Credential {
    const credential = credentials.get(id);
    if (credential === undefined) throw new Refused(404, 'Registry not found.');
    return credential;
  }
}

/** https://www.rfc-editor.org/rfc/rfc9457 */
function problem(status: number, detail: string): Answer {
  return json(
    status,
    { title: 'Request failed', status, detail },
    { 'content-type': 'application/problem+json' },
  );
}
