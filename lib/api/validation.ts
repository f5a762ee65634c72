import { visibleJson } from '../secrecy/visible.ts';
import { exceedsBudget } from '../validate/budget.ts';
import { checkWithFixes } from '../validate/fix.ts';
import { jsonReport } from '../validate/formats/json.ts';
import type { NamedValidation } from '../validate/formats/present.ts';
import { type KeptSecret, keptSecrets } from '../validate/model/kept-secrets.ts';
import { configChecker } from '../validate/validate.ts';
import { type OnValue, readYaml } from '../validate/yaml/yaml.ts';
import { HttpProblem, type HttpResponse, responseOf } from './problem.ts';
import type { FailOn, ValidateRequest } from './request.ts';

/** The formats of a validation. The first is the default. */
export const ANSWERS = ['application/json', 'application/sarif+json', 'text/plain'];

/** The most findings in an answer. */
const MAX_FINDINGS = 1_000;

/** A Lambda answer has at most 6 MB. The difference is for the envelope. */
const MAX_ANSWER_BYTES = 5_000_000;

/** Checks every file of a request. The status is 200 also for files with errors: a finding is a result. */
export async function answerValidation(
  { files: sent, truss, failOn, registries }: ValidateRequest,
  mediaType = 'application/json',
): Promise<HttpResponse> {
  const onValue = valueLimit();
  const kept = registries === undefined ? undefined : readKept(registries, onValue);
  const checker = configChecker({ truss, kept });
  const files: NamedValidation[] = [];
  for (const { filename, config } of sent) {
    const reading = readYaml(config, onValue);
    files.push({ path: filename, ...checkWithFixes(reading, checker) });
  }
  const fails = files.some((file) => failsOn(file, failOn));
  return responseOf(await boundedBody(mediaType, files, fails), contentType(mediaType));
}

function readKept(registries: string, onValue: OnValue): KeptSecret[] {
  const reading = readYaml(registries, onValue);
  if (!exceedsBudget(reading)) {
    const kept = keptSecrets(reading);
    if (kept) return kept;
    throw new HttpProblem(400, 'Bad request', '"registries" must be a registries.yml as text.');
  }
  throw new HttpProblem(
    413,
    'Too many values',
    '"registries" is too large once its aliases are expanded. Send it without anchors and aliases.',
  );
}

/** Halves the number of findings until the answer is small enough. The length of a finding depends on the file. */
async function boundedBody(
  mediaType: string,
  files: readonly NamedValidation[],
  fails: boolean,
): Promise<string> {
  for (let room = MAX_FINDINGS; ; room = Math.floor(room / 2)) {
    const body = await bodyAs(mediaType, limited(files, room), fails);
    if (room === 0 || Buffer.byteLength(body) <= MAX_ANSWER_BYTES) return body;
  }
}

/** Most callers want JSON. The other formats are loaded when needed. */
async function bodyAs(mediaType: string, files: readonly NamedValidation[], fails: boolean): Promise<string> {
  switch (mediaType) {
    case 'application/sarif+json': {
      const { sarifOfConfigs } = await import('./sarif.ts');
      return sarifOfConfigs(files);
    }
    case 'text/plain': {
      const { formatText } = await import('../validate/formats/text.ts');
      return formatText(files, { colours: false });
    }
    default:
      return visibleJson({ fails, ...jsonReport(files) });
  }
}

function contentType(mediaType: string): string {
  return mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : mediaType;
}

function failsOn({ findings }: NamedValidation, failOn: FailOn): boolean {
  return findings.some(({ severity }) => severity === 'error' || severity === failOn);
}

/** Keeps the findings of the first files, up to the limit. */
function limited(files: readonly NamedValidation[], most: number): NamedValidation[] {
  let room = most;
  return files.map((file) => {
    const findings = file.findings.slice(0, room);
    room -= findings.length;
    return { ...file, findings, omitted: file.omitted + file.findings.length - findings.length };
  });
}

/**
 * The time of a validation grows with its values (keys and values, collections included), not with its bytes. 256 KiB
 * can contain a quarter of a million values. A typical config.yaml has one value for each ten bytes.
 */
const MAX_VALUES = 40_000;

/** Counts the values of one request, in all of its files. Too many values end the request. */
function valueLimit(): () => void {
  let left = MAX_VALUES;
  return () => {
    if (--left < 0) throw tooManyValues();
  };
}

function tooManyValues(): HttpProblem {
  const limit = MAX_VALUES.toLocaleString('en');
  return new HttpProblem(
    413,
    'Too many values',
    `The files contain more than ${limit} keys and values. Send fewer files at once, or run "npx pullkeeper validate", which has no such limit.`,
  );
}
