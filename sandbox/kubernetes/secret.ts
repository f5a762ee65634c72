import { parseJson } from '../json.ts';
import { describeManager, type Fields, fieldPath, type Manager, pathOf } from './managed-fields.ts';
import { badRequest, type KubeObject, textsIn } from './object.ts';
import { invalid } from './status.ts';

/** A Secret as it is stored: its fields by path, and who owns them. */
export interface StoredSecret {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly createdAt: Date;
  version: number;
  fields: Map<string, string>;
  managers: Manager[];
}

const DOCKER_CONFIG = 'kubernetes.io/dockerconfigjson';
const MOST_BYTES = 1024 * 1024;

/** The fields of a Secret that a client sends. */
export function fieldsOf(object: KubeObject): Map<string, string> {
  if (object.apiVersion !== 'v1' || object.kind !== 'Secret') {
    throw badRequest(`${object.kind} in version "${object.apiVersion}" cannot be handled as a Secret`);
  }
  const { labels, annotations } = object.metadata;
  const data = textsIn(object.data, 'data');
  for (const [key, text] of Object.entries(data)) {
    if (Buffer.from(text, 'base64').toString('base64') !== text) {
      throw badRequest(`Secret in version "v1" cannot be handled as a Secret: illegal base64 data in ${key}`);
    }
  }
  const plain = Object.entries(textsIn(object.stringData, 'stringData'));
  const encoded = Object.fromEntries(plain.map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
  return new Map([
    ...(typeof object.type === 'string' ? [[fieldPath('type'), object.type] as const] : []),
    ...Object.entries({ ...data, ...encoded }).map(([key, text]) => [fieldPath('data', key), text] as const),
    ...Object.entries(labels ?? {}).map(
      ([key, text]) => [fieldPath('metadata', 'labels', key), text] as const,
    ),
    ...Object.entries(annotations ?? {}).map(
      ([key, text]) => [fieldPath('metadata', 'annotations', key), text] as const,
    ),
  ]);
}

/** Refuses what Kubernetes refuses: pkg/apis/core/validation/validation.go, ValidateSecret */
export function validate(name: string, fields: Fields, before: Fields | undefined): void {
  const refuse = (problem: string) => invalid('Secret', name, problem);
  if (name.length > 253 || !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(name)) {
    throw refuse(`metadata.name: Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of …`);
  }
  const type = fields.get(fieldPath('type')) ?? 'Opaque';
  const typeBefore = before && (before.get(fieldPath('type')) ?? 'Opaque');
  if (typeBefore !== undefined && type !== typeBefore) {
    throw refuse(`type: Invalid value: "${type}": field is immutable`);
  }
  let size = 0;
  for (const [path, text] of fields) {
    const [first, second, third = ''] = pathOf(path);
    if (first === 'data') {
      if (!/^[-._a-zA-Z0-9]{1,253}$/.test(second ?? '')) throw refuse(`data[${second}]: Invalid value`);
      size += Buffer.byteLength(text, 'base64');
    }
    if (second === 'labels' && !/^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/.test(text)) {
      throw refuse(`metadata.labels: Invalid value: "${text}": a valid label must be …`);
    }
    const isQualified = /^(?:[a-z0-9.-]{1,253}\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/;
    if (first === 'metadata' && !isQualified.test(third)) {
      throw refuse(`metadata.${second}: Invalid value: "${third}": name part must consist of …`);
    }
  }
  if (size > MOST_BYTES) throw refuse('data: Too long: may not be more than 1048576 bytes');
  if (type !== DOCKER_CONFIG) return;
  const config = fields.get(fieldPath('data', '.dockerconfigjson'));
  if (config === undefined) throw refuse('data[.dockerconfigjson]: Required value');
  if (parseJson(Buffer.from(config, 'base64').toString()) === undefined) {
    throw refuse('data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character');
  }
}

export function describeSecret(secret: StoredSecret): object {
  const { namespace, name, uid, version, createdAt, fields, managers } = secret;
  return {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion: String(version),
      creationTimestamp: `${createdAt.toISOString().slice(0, 19)}Z`,
      ...mapAt(fields, 'metadata', 'labels'),
      ...mapAt(fields, 'metadata', 'annotations'),
      managedFields: managers.map(describeManager),
    },
    ...mapAt(fields, 'data'),
    type: fields.get(fieldPath('type')) ?? 'Opaque',
  };
}

function mapAt(fields: Fields, ...parts: string[]): object {
  const found = [...fields].flatMap(([path, text]) => {
    const all = pathOf(path);
    const isInside = all.length === parts.length + 1 && parts.every((part, index) => all[index] === part);
    return isInside ? [[all.at(-1) ?? '', text] as const] : [];
  });
  return found.length === 0 ? {} : { [parts.at(-1) ?? '']: Object.fromEntries(found) };
}
