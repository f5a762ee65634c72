import type { Format } from '../config/config.ts';
import type { RegistryHost } from '../hosts/registry-host.ts';
import { decodedText } from './base64.ts';
import { type Defect, defect, warningDefect } from './defect.ts';
import { readDockerAuth } from './docker-auth.ts';
import { readDockerConfig } from './docker-config.ts';
import { isDockerConfig } from './documents.ts';
import { type Context, type PairReading, readJsonPair, readPair } from './pair.ts';
import { inspectPassword } from './password.ts';
import { remedyFor } from './remedy.ts';
import { unwrap } from './wrapping.ts';

export interface Inspection {
  /** The format as which the value was read. */
  format: Format;
  /** True if nothing is wrong. There may be doubtful points. */
  sound: boolean;
  bytes: number;
  defects: Defect[];
  seen: string[];
  /** The command that prints a valid value, if this one is not valid. It contains none of the value. */
  remedy?: string;
}

interface Options {
  /** Absent: docker-auth, or a Docker config.json if the value looks like one. */
  format?: Format | undefined;
  /** The registry for the sign-in. */
  host?: RegistryHost | undefined;
  now: Date;
}

/** Finds the problems of a secret value. The result never contains any of the value. */
export function inspectValue(value: Buffer, { format: wanted, host: given, now }: Options): Inspection {
  const { text, host: named, defects: around } = unwrap(value);
  const host = given ?? named;
  const format = wanted ?? formatOf(text);
  const { defects: inside, seen, user } = text === '' ? EMPTY : READERS[format](text, { host, now });
  const defects = [...around, ...inside, ...inspectSize(value)];
  const sound = defects.every(({ severity }) => severity === 'doubtful');
  return {
    format,
    sound,
    bytes: value.length,
    defects,
    seen,
    ...(!sound && { remedy: remedyFor(format, host, user) }),
  };
}

function formatOf(text: string): Format {
  return isDockerConfig(text) || isDockerConfig(decodedText(text)) ? 'docker-config-json' : 'docker-auth';
}

const EMPTY: PairReading = {
  defects: [defect('empty', 'is empty', 'the command before the pipe failed, or the secret has no value')],
  seen: [],
};

const READERS: Record<Format, (text: string, context: Context) => PairReading> = {
  'docker-auth': readDockerAuth,
  'user-password': readPlainPair,
  password: readPassword,
  'docker-config-json': readDockerConfig,
  'username-password-json': readJsonPair('password'),
  'username-access-token-json': readJsonPair('accessToken'),
  // The readers of a raw secret decide its meaning. Invisible characters are always wrong.
  raw: (text, { now }) => inspectPassword(text, { now }),
};

function readPlainPair(text: string, context: Context): PairReading {
  if (text.includes(':') && !isDockerConfig(text)) return readPair(text, context);
  const inside = readDockerAuth(text, context);
  const encoded = defect(
    'encoded',
    'is base64 of user:password',
    'store plain user:password: this reader expects no base64',
  );
  return inside.user === undefined ? inside : { ...inside, defects: [encoded, ...inside.defects] };
}

function readPassword(text: string, context: Context): PairReading {
  if (!isDockerConfig(text)) return inspectPassword(text, context);
  return {
    defects: [defect('docker-config', 'is a whole Docker config.json', 'store the password alone')],
    seen: [],
  };
}

/** AWS Secrets Manager and Google Secret Manager: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const LONGEST_SECRET = 65_536;

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const LONGEST_PARAMETER = 4_096;

function inspectSize({ length }: Buffer): Defect[] {
  if (length > LONGEST_SECRET) {
    const is = `has ${length} bytes, and AWS Secrets Manager and Google Secret Manager allow ${LONGEST_SECRET}`;
    return [defect('too-large', is, 'check whether something else was stored with it')];
  }
  return length > LONGEST_PARAMETER
    ? [
        warningDefect(
          'large',
          `has ${length} bytes, and a standard parameter of Systems Manager allows ${LONGEST_PARAMETER}`,
          'keep it in a secret manager; an environment variable of Lambda is too small for it as well',
        ),
      ]
    : [];
}
