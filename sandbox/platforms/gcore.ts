import { fieldsOf, text } from './fields.ts';
import { json, type Platform, type PlatformOptions, platform, Refused } from './platform.ts';

const CREDENTIAL = { registry_url: text(), username: text(), password: text() };

/**
 * The registry credentials of Gcore's inference. PUT replaces, and creates nothing.
 * https://gcore.com/docs/api-reference/cloud/everywhere-inference/replace-inference-registry-credential
 */
export function gcore({ host, keys, parameters: { project = '1' } = {} }: PlatformOptions): Platform {
  const credentials = new Map<string, { url: string; username: string; value: string }>();
  return platform({
    host,
    service: 'gcore',
    keys,
    keyIn: ({ authorization = '' }) => /^apikey (\S+)$/.exec(authorization)?.[1],
    refuse: (status, message) => json(status, { exception_class: 'ApiError', message }),
    read: (name) => credentials.get(name)?.value,
    remove: (name) => void credentials.delete(name),
    routes: {
      'GET /cloud/v3/inference/{project}/registry_credentials/{name}': ({ params }) => show(found(params)),
      'PUT /cloud/v3/inference/{project}/registry_credentials/{name}': ({ params, body }) =>
        store(found(params), body),
      'POST /cloud/v3/inference/{project}/registry_credentials': ({ params, body }) => {
        inProject(params);
        const { name, ...rest } = fieldsOf(body, { name: text(4), ...CREDENTIAL });
        if (credentials.has(String(name))) throw new Refused(409, 'A credential of this name exists.');
        return store(String(name), rest);
      },
    },
  });

  function inProject({ project: wanted = '' }: Readonly<Record<string, string>>): void {
    if (wanted !== project) throw new Refused(404, 'Project not found.');
  }

  function found(params: Readonly<Record<string, string>>): string {
    inProject(params);
    const { name = '' } = params;
    if (!credentials.has(name)) throw new Refused(404, 'Registry credential not found.');
    return name;
  }

  function store(name: string, body: unknown) {
    const { registry_url, username, password } = fieldsOf(body, CREDENTIAL);
    credentials.set(name, {
      url: String(registry_url),
      username: String(username),
      value: `${username}:${password}`,
    });
    return show(name);
  }

  function show(name: string) {
    const { url, username } = credentials.get(name) ?? {};
    return json(200, { name, project_id: Number(project), registry_url: url, username });
  }
}
