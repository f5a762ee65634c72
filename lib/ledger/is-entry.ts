import { isJsonObject } from '../json.ts';
import type { Entry } from './ledger.ts';

/** Whether a stored value is a ledger entry. Fields of a newer version of pullkeeper are kept. */
export function isEntry(value: unknown): value is Entry {
  return (
    hasTexts(value, ['id']) &&
    (value.published === undefined ||
      (hasTexts(value.published, ['host', 'format', 'fingerprint', 'mintedAt', 'publishedAt']) &&
        (value.published.expiresAt === undefined || hasTexts(value.published, ['expiresAt'])))) &&
    (value.probed === undefined || hasTexts(value.probed, ['at', 'verdict'])) &&
    (value.failed === undefined || hasTexts(value.failed, ['kind', 'reason', 'at']))
  );
}

function hasTexts(value: unknown, names: readonly string[]): value is Record<string, unknown> {
  return isJsonObject(value) && names.every((name) => typeof value[name] === 'string');
}
