import { parseJsonObject } from '../json.ts';
import { decodedText, decodeLoosely, utf8 } from './base64.ts';
import { type Defect, defect } from './defect.ts';
import { isDockerConfig, isServiceAccountKey } from './documents.ts';
import { type Context, type PairReading, readPair } from './pair.ts';
import { inspectPassword } from './password.ts';
import { tokenOf } from './token.ts';

const PAIR = 'store base64 of user:password, on one line';

/** Inspects base64 of `user:password`, as in DOCKER_REGISTRY_… and in the `auth` of a Docker config.json. */
export function readDockerAuth(text: string, context: Context): PairReading {
  const other = otherDefect(text);
  if (other !== undefined) return { defects: [other], seen: [] };
  const decoded = decodeLoosely(text);
  if (decoded === undefined) return notEncoded(text, context);
  const { bytes, defects } = decoded;
  const inside = readDecoded(utf8(bytes), text, context);
  return { ...inside, defects: [...defects, ...inside.defects] };
}

/** Recognises JSON, also in base64. */
function otherDefect(text: string): Defect | undefined {
  if (isDockerConfig(text) || isDockerConfig(decodedText(text))) {
    const hint =
      'store only the "auth" of the entry for this host, or inspect it with --format docker-config-json';
    return defect('docker-config', 'is a whole Docker config.json', hint);
  }
  if (isServiceAccountKey(text) || isServiceAccountKey(decodedText(text)))
    return defect(
      'google-key-alone',
      'is the key of a Google service account, without a user',
      'store base64 of _json_key:<the whole file>',
    );
  return parseJsonObject(text) === undefined ? undefined : defect('json', 'is a JSON object', PAIR);
}

function notEncoded(text: string, context: Context): PairReading {
  if (!text.includes(':')) return passwordAlone(text, context);
  const inside = readPair(text, context);
  return {
    ...inside,
    defects: [defect('not-encoded', 'is plain user:password', PAIR), ...inside.defects],
  };
}

function readDecoded(decoded: string | undefined, text: string, context: Context): PairReading {
  if (decoded === undefined || tokenOf(text) !== undefined) return passwordAlone(text, context);
  const again = decodedText(decoded);
  if (again?.includes(':') && parseJsonObject(again) === undefined && !hasBinary(again)) {
    const inside = readPair(again, context);
    return {
      ...inside,
      defects: [defect('encoded-twice', 'is encoded in base64 twice', PAIR), ...inside.defects],
    };
  }
  if (!decoded.includes(':')) return passwordAlone(hasBinary(decoded) ? text : decoded, context);
  return readPair(decoded, context);
}

/** Whether decoded base64 was meant as text. A password of letters and digits is valid base64 too. */
function hasBinary(text: string): boolean {
  return /[^\P{Cc}\s]/u.test(text);
}

function passwordAlone(password: string, context: Context): PairReading {
  const inside = inspectPassword(password, context);
  const is = 'is a password or a token without a user';
  return { ...inside, defects: [defect('password-alone', is, PAIR), ...inside.defects] };
}
