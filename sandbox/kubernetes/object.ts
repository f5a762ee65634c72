import { isRecord } from '../json.ts';
import { StatusError } from './status.ts';

/** An object of Kubernetes as a client sends it. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  [field: string]: unknown;
}

export interface Metadata {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  resourceVersion?: string;
  uid?: string;
  managedFields?: unknown;
  [field: string]: unknown;
}

export function objectIn(value: unknown): KubeObject {
  if (!isRecord(value)) throw badRequest('the body is not an object');
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    throw badRequest("Object 'Kind' is missing");
  }
  if (!isRecord(metadata) || typeof metadata.name !== 'string')
    throw badRequest('metadata.name: Required value');
  return {
    ...value,
    apiVersion,
    kind,
    metadata: {
      ...metadata,
      name: metadata.name,
      ...textsAt(metadata, 'labels'),
      ...textsAt(metadata, 'annotations'),
      ...textAt(metadata, 'namespace'),
      ...textAt(metadata, 'resourceVersion'),
      ...textAt(metadata, 'uid'),
    },
  };
}

export function textsIn(value: unknown, where: string): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw badRequest(`${where}: expected a map`);
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => {
      if (typeof text !== 'string') throw badRequest(`${where}.${key}: expected a string`);
      return [key, text];
    }),
  );
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

function textsAt(value: Record<string, unknown>, key: string) {
  return value[key] === undefined ? {} : { [key]: textsIn(value[key], `metadata.${key}`) };
}

function textAt(value: Record<string, unknown>, key: string) {
  const text = value[key];
  if (text === undefined) return {};
  if (typeof text !== 'string') throw badRequest(`metadata.${key}: expected a string`);
  return { [key]: text };
}
