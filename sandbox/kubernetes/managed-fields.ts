import { StatusError } from './status.ts';

/**
 * Who owns which field: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 * A field is a path to a text, such as `["data", ".dockerconfigjson"]`.
 */
export type Fields = ReadonlyMap<string, string>;

export interface Manager {
  name: string;
  operation: 'Apply' | 'Update';
  at: Date;
  fields: Set<string>;
}

interface Change {
  live: Fields;
  managers: readonly Manager[];
}

export interface Applied {
  fields: Map<string, string>;
  managers: Manager[];
}

/** Server-side apply: everything that this manager applied before and does not apply now is dropped, unless another manager owns it. */
export function applyFields(
  { live, managers }: Change,
  { manager, force, fields: wanted, at }: { manager: string; force: boolean; fields: Fields; at: Date },
): Applied {
  const isSelf = ({ name, operation }: Manager) => name === manager && operation === 'Apply';
  const others = managers.filter((each) => !isSelf(each));
  const taken = others.flatMap((owner) =>
    [...wanted].flatMap(([path, text]) =>
      owner.fields.has(path) && live.get(path) !== text ? { owner, path } : [],
    ),
  );
  if (taken.length > 0 && !force) throw managerConflict(taken);

  const left = others
    .map((each) => ({ ...each, fields: without(each.fields, new Set(taken.map(({ path }) => path))) }))
    .filter(({ fields }) => fields.size > 0);
  const before = managers.find(isSelf)?.fields ?? new Set<string>();
  const fields = new Map(live);
  for (const path of before) {
    if (!wanted.has(path) && !left.some((each) => each.fields.has(path))) fields.delete(path);
  }
  for (const [path, text] of wanted) fields.set(path, text);
  return {
    fields,
    managers: [...left, { name: manager, operation: 'Apply', at, fields: new Set(wanted.keys()) }],
  };
}

/** Any other write takes over the fields that it changes, without a conflict. */
export function updateFields(
  { live, managers }: Change,
  { manager, fields: wanted, at }: { manager: string; fields: Fields; at: Date },
): Applied {
  const changed = new Set([...wanted].flatMap(([path, text]) => (live.get(path) === text ? [] : path)));
  const isSelf = ({ name, operation }: Manager) => name === manager && operation === 'Update';
  const gone = new Set([...live.keys()].filter((path) => !wanted.has(path)));
  const left = managers.map((each) => ({
    ...each,
    fields: without(without(each.fields, gone), isSelf(each) ? new Set() : changed),
  }));
  const self = left.find(isSelf) ?? {
    name: manager,
    operation: 'Update' as const,
    at,
    fields: new Set<string>(),
  };
  const mine = { ...self, at, fields: new Set([...self.fields, ...changed]) };
  return {
    fields: new Map(wanted),
    managers: [...left.filter((each) => !isSelf(each)), mine].filter(({ fields }) => fields.size > 0),
  };
}

/** As `metadata.managedFields` shows it. */
export function describeManager(manager: Manager): object {
  const { name, operation, fields } = manager;
  return {
    manager: name,
    operation,
    apiVersion: 'v1',
    time: timeOf(manager),
    fieldsType: 'FieldsV1',
    fieldsV1: treeOf([...fields].map(pathOf)),
  };
}

function timeOf({ at }: Manager): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

function treeOf(paths: readonly string[][]): object {
  const groups = Map.groupBy(
    paths.filter((path) => path.length > 0),
    ([first = '']) => first,
  );
  return Object.fromEntries(
    [...groups].map(([part, group]) => [`f:${part}`, treeOf(group.map((path) => path.slice(1)))]),
  );
}

export function fieldPath(...parts: string[]): string {
  return JSON.stringify(parts);
}

export function pathOf(path: string): string[] {
  const parts: unknown = JSON.parse(path);
  return Array.isArray(parts) ? parts.map(String) : [];
}

function without(fields: ReadonlySet<string>, gone: ReadonlySet<string>): Set<string> {
  return new Set([...fields].filter((path) => !gone.has(path)));
}

/** The time of an update is said, too: k8s.io/apimachinery/pkg/util/managedfields/internal/conflict.go */
function managerConflict(taken: readonly { owner: Manager; path: string }[]): StatusError {
  const causes = taken.map(({ owner, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with "${owner.name}"${owner.operation === 'Apply' ? '' : ` using v1 at ${timeOf(owner)}`}`,
    field: `.${pathOf(path).join('.')}`,
  }));
  const conflicts = causes.map(({ message, field }) => `${message}: ${field}`).join('\n- ');
  const message = `Apply failed with ${causes.length} conflict${causes.length === 1 ? '' : 's'}: ${conflicts}`;
  return new StatusError(409, 'Conflict', message, { causes });
}
