import { exactly, fieldsOf, optional, text } from './fields.ts';
import { json, type Platform, type PlatformOptions, platform, Refused, type Visit } from './platform.ts';

interface Variable {
  key: string;
  value: string;
  masked: boolean;
  raw: boolean;
}

/** The variables of one GitLab project. https://docs.gitlab.com/api/project_level_variables */
export function gitlabVariable({
  host,
  keys,
  parameters: { project = '1' } = {},
}: PlatformOptions): Platform {
  const variables = new Map<string, Variable>();
  return platform({
    host,
    service: 'gitlab-variable',
    keys,
    keyIn: (headers) => headers['private-token'],
    refuse: (status, message) => json(status, { message: `${status} ${message}` }),
    read: (key) => variables.get(key)?.value,
    remove: (key) => void variables.delete(key),
    routes: {
      'GET /api/v4/projects/{project}/variables/{key}': (visit) => json(200, found(visit)),
      'PUT /api/v4/projects/{project}/variables/{key}': (visit) => {
        const variable = found(visit);
        const { value } = fieldsOf(visit.body, { value: text(0) });
        return json(200, store({ ...variable, value: String(value) }));
      },
      'POST /api/v4/projects/{project}/variables': (visit) => {
        inProject(visit);
        const flag = optional((value) => exactly(true)(value) && exactly(false)(value));
        const fields = fieldsOf(visit.body, { key: text(1, 255), value: text(0), masked: flag, raw: flag });
        const key = String(fields.key);
        if (!/^\w+$/.test(key)) throw new Refused(400, 'key can contain only letters, digits and _');
        if (variables.has(key)) throw new Refused(400, `(${key}) has already been taken`);
        const [masked, raw] = [fields.masked === true, fields.raw === true];
        return json(201, store({ key, value: String(fields.value), masked, raw }));
      },
    },
  });

  function inProject({ params }: Visit): void {
    if (params.project !== project) throw new Refused(404, 'Project Not Found');
  }

  function found(visit: Visit): Variable {
    inProject(visit);
    const variable = variables.get(visit.params.key ?? '');
    if (variable === undefined) throw new Refused(404, 'Variable Not Found');
    return variable;
  }

  /** A masked value has no white space; unless it is raw, it has only the characters of base64 and a few more. */
  function store(variable: Variable): Variable {
    const { key, value, masked, raw } = variable;
    if (value.length > 10_000) throw new Refused(400, 'value is too long (maximum is 10000 characters)');
    if (masked && (/\s/.test(value) || value.length < 8 || (!raw && !/^[\w+/=@:.~-]+$/.test(value))))
      throw new Refused(400, 'value is invalid for a masked variable');
    variables.set(key, variable);
    return variable;
  }
}
