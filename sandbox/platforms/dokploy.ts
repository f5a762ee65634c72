import { exactly, fieldsOf, optional, text } from './fields.ts';
import { json, type Platform, type PlatformOptions, platform, Refused } from './platform.ts';

interface Registry {
  registryId: string;
  registryName: string;
  registryUrl: string;
  username: string;
  password: string;
}

/**
 * The registries of a Dokploy server. It stores an update, then signs Docker in, and answers with an error if that fails.
 * https://github.com/Dokploy/dokploy (packages/server/src/services/registry.ts)
 */
export function dokploy({
  host,
  keys,
  login = () => true,
}: PlatformOptions & { login?: () => boolean }): Platform {
  const registries = new Map<string, Registry>();
  return platform({
    host,
    service: 'dokploy',
    keys,
    keyIn: (headers) => headers['x-api-key'],
    refuse: (status, message) =>
      json(status, { message, code: status === 404 ? 'NOT_FOUND' : 'BAD_REQUEST' }),
    read: (wanted) => {
      const found = named(wanted);
      return found && `${found.username}:${found.password}`;
    },
    remove: (wanted) => void registries.delete(named(wanted)?.registryId ?? ''),
    routes: {
      'GET /api/registry.all': () => json(200, [...registries.values()]),
      'POST /api/registry.create': ({ body }) => {
        const { registryName, registryUrl, username, password } = fieldsOf(body, {
          registryName: text(),
          registryType: exactly('cloud'),
          registryUrl: text(0),
          username: text(),
          password: text(),
          imagePrefix: (value) => (value === null ? undefined : text(0)(value)),
          serverId: optional(text()),
        });
        if (!login()) throw new Refused(400, 'Error response from daemon: login attempt failed'); // rolled back
        const registryId = crypto.randomUUID();
        registries.set(registryId, {
          registryId,
          registryName: String(registryName),
          registryUrl: String(registryUrl),
          username: String(username),
          password: String(password),
        });
        return json(200, { registryId, registryName });
      },
      'POST /api/registry.update': ({ body }) => {
        const { registryId, username, password } = fieldsOf(body, {
          registryId: text(),
          username: optional(text()),
          password: optional(text()),
          serverId: optional(text()),
        });
        const registry = registries.get(String(registryId));
        if (registry === undefined) throw new Refused(404, 'Registry not found');
        Object.assign(registry, { username, password });
        if (!login()) throw new Refused(400, 'Error response from daemon: login attempt failed');
        return json(200, true);
      },
    },
  });

  function named(wanted: string): Registry | undefined {
    return [...registries.values()].find(({ registryName }) => registryName === wanted);
  }
}
