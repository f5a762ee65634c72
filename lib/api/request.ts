import { isJsonObject } from '../json.ts';
import { visible } from '../secrecy/visible.ts';
import { didYouMean } from '../text/nearest.ts';
import { parseTrussVersion, TRUSS_VERSION_EXPECTED, type TrussVersion } from '../validate/truss/version.ts';
import { type BodyEvent, readBody } from './body.ts';
import { HttpProblem } from './problem.ts';

export const YAML_TYPES = [
  'application/yaml',
  'text/yaml',
  'text/plain',
  'application/x-yaml',
  'text/x-yaml',
];
const JSON_TYPE = 'application/json';

export type FailOn = 'error' | 'warning';

export interface ValidateRequest {
  files: { filename: string; config: string }[];
  truss: TrussVersion;
  failOn: FailOn;
  /** A registries.yml, to check whether its tokens are kept fresh. */
  registries?: string;
}

interface RequestEvent extends BodyEvent {
  queryStringParameters?: Record<string, string | undefined> | undefined;
}

/** The files to check, and the options: YAML with options in the query, or JSON with both. */
export function readRequest(event: RequestEvent): ValidateRequest {
  const type = mediaType(event.headers?.['content-type']);
  if (type !== JSON_TYPE && !YAML_TYPES.includes(type)) {
    throw new HttpProblem(
      415,
      'Unsupported media type',
      `Send the file itself with "content-type: application/yaml", or JSON with "content-type: application/json"${type === '' ? '' : `, not ${visible(type, 80)}`}.`,
    );
  }
  const text = readBody(event);
  const query = event.queryStringParameters ?? {};
  refuseUnknown(query, OPTIONS, 'query parameter');
  if (type !== JSON_TYPE) return fromFields({ ...query, config: text });
  return fromFields({ ...query, ...parseJson(text) });
}

function mediaType(header = ''): string {
  const [type = '', ...parameters] = header.toLowerCase().split(';');
  const charset = parameters.map((one) => /^\s*charset\s*=\s*"?([^"\s]+)/.exec(one)?.[1]).find(Boolean);
  if (charset && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii')
    throw new HttpProblem(415, 'Unsupported charset', 'Send UTF-8: Truss reads nothing else.');
  return type.trim();
}

function parseJson(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, '')); // some editors write a byte order mark
  } catch {
    throw new HttpProblem(400, 'Not JSON', `The body is not JSON. Send ${EXPECTED}.`);
  }
  if (!isJsonObject(value)) throw new HttpProblem(400, 'Not an object', `Send ${EXPECTED}.`);
  return value;
}

const EXPECTED = '{ "config": "…" }, or { "files": [{ "filename": "…", "config": "…" }] }';
/** SARIF repeats the name in each finding, percent-encoded. */
const MAX_NAME_BYTES = 1024;

/** What may be in the query. The rest belongs in the body. */
const OPTIONS = ['filename', 'truss', 'failOn', 'registries'];
const FIELDS = ['config', 'files', ...OPTIONS];

function fromFields(fields: Record<string, unknown>): ValidateRequest {
  refuseUnknown(fields, FIELDS, 'field');
  const { registries } = fields;
  if (registries !== undefined && typeof registries !== 'string')
    throw wrong('registries', 'a registries.yml as text');
  return {
    files: readFiles(fields),
    truss: readTruss(fields.truss),
    failOn: readFailOn(fields.failOn),
    ...(registries === undefined ? {} : { registries }),
  };
}

function readFiles({ config, filename, files }: Record<string, unknown>): ValidateRequest['files'] {
  if (files === undefined) return [readFile({ config, filename }, '')];
  if (config !== undefined || filename !== undefined || !Array.isArray(files) || files.length === 0)
    throw new HttpProblem(400, 'Bad request', `Send ${EXPECTED}.`);
  return files.map((file, index) => {
    if (!isJsonObject(file)) throw wrong(`files[${index}]`, '{ "filename": "…", "config": "…" }');
    refuseUnknown(file, ['filename', 'config'], `field of files[${index}]`);
    return readFile(file, `files[${index}].`);
  });
}

function readFile({ config, filename = 'config.yaml' }: Record<string, unknown>, at: string) {
  if (typeof config !== 'string') throw wrong(`${at}config`, 'a config.yaml as text');
  if (typeof filename !== 'string' || filename === '' || Buffer.byteLength(filename) > MAX_NAME_BYTES)
    throw wrong(`${at}filename`, 'a path of at most 1,024 bytes');
  if (!filename.isWellFormed()) throw wrong(`${at}filename`, 'a path in UTF-8, without broken characters');
  return { filename, config };
}

function readTruss(value: unknown = 'latest'): TrussVersion {
  const version = typeof value === 'string' ? parseTrussVersion(value) : undefined;
  if (!version) throw wrong('truss', TRUSS_VERSION_EXPECTED);
  return version;
}

function readFailOn(value: unknown = 'error'): FailOn {
  if (value !== 'error' && value !== 'warning') throw wrong('failOn', '"error" or "warning"');
  return value;
}

function refuseUnknown(fields: Record<string, unknown>, known: readonly string[], what: string): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const guess = didYouMean(unknown.slice(0, 40), known) || `; expected one of ${known.join(', ')}`;
  throw new HttpProblem(
    400,
    'Bad request',
    `"${visible(unknown, 40)}" is not a ${what}${guess}.`.replace('?.', '?'),
  );
}

function wrong(field: string, expected: string): HttpProblem {
  return new HttpProblem(400, 'Bad request', `"${field}" must be ${expected}.`);
}
