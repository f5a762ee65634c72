import { isRecord } from '../json.ts';
import { fieldsOf, optional } from './fields.ts';
import { json, type Platform, type PlatformOptions, platform, Refused } from './platform.ts';

interface Kept {
  max: number;
  values: string[];
  version: number;
}

/** The default of an engine. */
const VERSIONS = 10;

/** A key/value engine of version 2. https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2 */
export function vault({
  host,
  keys,
  parameters: { mount = 'secret' } = {},
}: PlatformOptions): Platform & { versions(name: string): number } {
  const secrets = new Map<string, Kept>();
  const service = platform({
    host,
    service: 'vault',
    keys,
    unknownKey: 403, // a token that is not known has no rights
    keyIn: (headers) => headers['x-vault-token'],
    refuse: (status, message) => json(status, { errors: status === 404 ? [] : [message] }),
    read: (name) => secrets.get(pathOf(name))?.values.at(-1),
    remove: (name) => void secrets.delete(pathOf(name)),
    routes: {
      [`GET /v1/${mount}/metadata/{path...}`]: ({ params }) => {
        const { max, version } = found(params.path);
        return json(200, { data: { max_versions: max, current_version: version } });
      },
      [`POST /v1/${mount}/metadata/{path...}`]: ({ params, body }) => {
        const fields = fieldsOf(body, {
          max_versions: optional((value) => (Number.isInteger(value) ? undefined : 'must be an integer')),
          custom_metadata: optional((value) => (isRecord(value) ? undefined : 'must be a map')),
        });
        const known = secrets.get(params.path ?? '') ?? { values: [], version: 0 };
        secrets.set(params.path ?? '', { ...known, max: Number(fields.max_versions ?? VERSIONS) });
        return { status: 204, headers: {}, body: '' };
      },
      [`GET /v1/${mount}/data/{path...}`]: ({ params }) => {
        const { values, version } = found(params.path);
        const value = values.at(-1);
        if (value === undefined) throw new Refused(404, 'no version');
        return json(200, { data: { data: { value }, metadata: { version } } });
      },
      [`POST /v1/${mount}/data/{path...}`]: ({ params: { path = '' }, body }) => {
        const { data } = fieldsOf(body, { data: (value) => (isRecord(value) ? undefined : 'must be a map') });
        const value = isRecord(data) ? data.value : undefined;
        if (typeof value !== 'string') throw new Refused(400, 'no value');
        const known = secrets.get(path) ?? { max: VERSIONS, values: [], version: 0 };
        const values = [...known.values, value].slice(-known.max);
        secrets.set(path, { ...known, values, version: known.version + 1 });
        return json(200, { data: { version: known.version + 1 } });
      },
    },
  });
  return { ...service, versions: (path) => secrets.get(path)?.values.length ?? 0 };

  function pathOf(name: string): string {
    return [...secrets.keys()].find((path) => path.split('/').at(-1) === name) ?? name;
  }

  function found(path = ''): Kept {
    const kept = secrets.get(path);
    if (kept === undefined) throw new Refused(404, 'not found');
    return kept;
  }
}
