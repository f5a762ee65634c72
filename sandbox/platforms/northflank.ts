import { exactly, fieldsOf, text } from './fields.ts';
import {
  bearer,
  json,
  type Platform,
  type PlatformOptions,
  platform,
  Refused,
  type Route,
} from './platform.ts';

/**
 * The registry credentials of a Northflank account or team. No request of pullkeeper creates one, because Northflank
 * needs more than a name. https://northflank.com/docs/v1/api/integrations/update-registry-credentials
 */
export function northflank({
  host,
  keys,
  names,
  parameters: { team = 'acme-team' } = {},
}: PlatformOptions): Platform & Required<Pick<Platform, 'make'>> {
  const credentials = new Map(names.map((name) => [name, '']));
  const get: Route = ({ params }) =>
    json(200, { data: { id: found(params), name: found(params), provider: 'ecr' } });
  const patch: Route = ({ params, body }) => {
    const id = found(params);
    const { credentials: given } = fieldsOf(body, { credentials: () => undefined });
    const { username, password, scope } = fieldsOf(given, {
      username: text(),
      password: text(),
      scope: () => undefined,
    });
    const isBoolean = (value: unknown) => exactly(true)(value) && exactly(false)(value);
    fieldsOf(scope, { pull: isBoolean, push: isBoolean });
    credentials.set(id, `${username}:${password}`);
    return json(200, { data: { id } });
  };
  const service = platform({
    host,
    service: 'northflank',
    keys,
    keyIn: bearer,
    refuse: (status, message) => json(status, { error: { status, message } }),
    read: (name) => credentials.get(name),
    remove: (name) => void credentials.delete(name),
    routes: {
      'GET /v1/integrations/registries/{id}': get,
      'PATCH /v1/integrations/registries/{id}': patch,
      'GET /v1/teams/{team}/integrations/registries/{id}': get,
      'PATCH /v1/teams/{team}/integrations/registries/{id}': patch,
    },
  });
  return { ...service, make: (name) => void credentials.set(name, '') };

  function found({ id = '', team: wanted = team }: Readonly<Record<string, string>>): string {
    if (wanted !== team) throw new Refused(404, 'Team not found.');
    if (!credentials.has(id)) throw new Refused(404, 'Registry credential not found.');
    return id;
  }
}
