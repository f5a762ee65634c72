import { isRecord } from '../../json.ts';
import { GoogleError } from '../error.ts';

/** The API's own limits: https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets */
const LONGEST_PAYLOAD = 65_536;
const SECRET_ID = /^[A-Za-z0-9_-]{1,255}$/;
const LABEL_KEY = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const LABEL_VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;
const ANNOTATION_KEY = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const MOST_ANNOTATION_BYTES = 16_384;

export function invalid(message: string): GoogleError {
  return new GoogleError('INVALID_ARGUMENT', message);
}

export function checkSecretId(id: string): void {
  if (!SECRET_ID.test(id))
    throw invalid('The provided Secret ID does not match the expected format [[a-zA-Z_0-9]+].');
}

/** A global secret says where it is kept, and a regional one must not. */
export function checkReplication(replication: unknown, regional: boolean): void {
  if (regional) {
    if (replication !== undefined) throw invalid('Replication must not be set for a regional secret.');
    return;
  }
  const { automatic, userManaged } = isRecord(replication) ? replication : {};
  if (isRecord(automatic) === isRecord(userManaged))
    throw invalid('Exactly one replication policy must be set.');
  if (!isRecord(userManaged)) return;
  const replicas = Array.isArray(userManaged.replicas) ? userManaged.replicas : [];
  const sound = replicas.every((each) => isRecord(each) && /^[a-z]+-[a-z]+\d+$/.test(String(each.location)));
  if (replicas.length === 0 || !sound) throw invalid('A user managed replica needs a location.');
}

export function textsIn(value: unknown, what: string): Record<string, string> {
  if (value === undefined) return {};
  if (!isRecord(value)) throw invalid(`Invalid value at 'secret.${what}'`);
  const entries = Object.entries(value).map(([key, text]) => {
    if (typeof text !== 'string') throw invalid(`Invalid value at 'secret.${what}'`);
    return [key, text] as const;
  });
  return Object.fromEntries(entries);
}

export function checkLabels(labels: Record<string, string>): void {
  for (const [key, value] of Object.entries(labels)) {
    if (!LABEL_KEY.test(key) || !LABEL_VALUE.test(value))
      throw invalid(`Invalid label "${key}": "${value}".`);
  }
  if (Object.keys(labels).length > 64) throw invalid('A secret has at most 64 labels.');
}

export function checkAnnotations(annotations: Record<string, string>): void {
  const entries = Object.entries(annotations);
  const bytes = Buffer.byteLength(entries.flat().join(''));
  if (bytes > MOST_ANNOTATION_BYTES) throw invalid('Annotations have at most 16384 bytes.');
  for (const [key] of entries)
    if (!ANNOTATION_KEY.test(key)) throw invalid(`Invalid annotation key "${key}".`);
}

/** The value of a new version: base64 on the wire, with the checksum of what it decodes to. */
export function readPayload(payload: unknown): Buffer {
  const { data, dataCrc32c } = isRecord(payload) ? payload : {};
  if (
    typeof data !== 'string' ||
    !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(data)
  ) {
    throw invalid("Invalid value at 'payload.data' (TYPE_BYTES), Base64 decoding failed");
  }
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > LONGEST_PAYLOAD)
    throw invalid('The secret payload exceeds the maximum size of 65536 bytes.');
  if (dataCrc32c !== undefined && String(dataCrc32c) !== String(castagnoli(bytes))) {
    throw invalid('The checksum in payload.data_crc32c did not match the data.');
  }
  return bytes;
}

/** CRC-32C bit by bit, unlike the code it checks. https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4 */
export function castagnoli(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
