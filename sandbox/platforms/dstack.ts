import { fieldsOf, text } from './fields.ts';
import { bearer, json, type Platform, type PlatformOptions, platform, Refused } from './platform.ts';

/**
 * The secrets of one project of a dstack server, with the rules of its source code.
 * https://github.com/dstackai/dstack (src/dstack/_internal/server/services/secrets.py)
 */
export function dstack({ host, keys, parameters: { project = 'main' } = {} }: PlatformOptions): Platform {
  const secrets = new Map<string, { id: string; value: string }>();
  return platform({
    host,
    service: 'dstack',
    keys,
    keyIn: bearer,
    refuse: (status, msg) => json(status, { detail: [{ msg, code: 'error' }] }),
    read: (name) => secrets.get(name)?.value,
    remove: (name) => void secrets.delete(name),
    routes: {
      'POST /api/project/{project}/secrets/list': ({ params }) => {
        find(params.project);
        return json(
          200,
          [...secrets].map(([name, { id }]) => ({ id, name, value: null })),
        );
      },
      'POST /api/project/{project}/secrets/create_or_update': ({ params, body }) => {
        find(params.project);
        const fields = fieldsOf(body, { name: text(0), value: text(0) }, 422);
        const [name, value] = [String(fields.name), String(fields.value)];
        if (!/^[A-Za-z0-9-_]{1,200}$/.test(name)) throw new Refused(400, 'Secret name should match regex');
        if (value.length > 5_000) throw new Refused(400, 'Secret value length must not exceed 5000');
        const id = secrets.get(name)?.id ?? crypto.randomUUID();
        secrets.set(name, { id, value });
        return json(200, { id, name, value });
      },
    },
  });

  /** A user without access gets 403, also for a project that does not exist. */
  function find(name = ''): void {
    if (name !== project) throw new Refused(403, 'Access denied');
  }
}
