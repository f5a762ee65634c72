import { jsonReport } from '../validate/formats/json.ts';
import type { NamedValidation } from '../validate/formats/present.ts';
import { keptSecrets } from '../validate/model/kept-secrets.ts';
import { validateReading } from '../validate/validation.ts';
import { readYamlLate } from '../validate/yaml/late-yaml.ts';
import type { HttpResponse } from './problem.ts';
import type { FailOn, ValidateRequest } from './request.ts';
import { tokenLimit } from './token-limit.ts';

/** What a validation can be answered as; the first is for those who do not say. */
export const ANSWERS = ['application/json', 'application/sarif+json', 'text/plain'];

/** Together they stay far below what Lambda may answer with (6 MB), whatever was sent. */
const MAX_FINDINGS = 1_000;

/** Checks every file of a request. Whatever is found, the answer is a 200: a finding is a result, not an error. */
export async function answerValidation(
  { files: sent, truss, failOn, registries }: ValidateRequest,
  mediaType = 'application/json',
): Promise<HttpResponse> {
  const onToken = tokenLimit();
  const kept = registries === undefined ? undefined : keptSecrets(await readYamlLate(registries, onToken));
  const files: NamedValidation[] = [];
  for (const { filename, config } of sent) {
    const reading = await readYamlLate(config, onToken);
    files.push({ path: filename, ...validateReading(reading, { truss, kept }) });
  }
  const fails = files.some((file) => failsOn(file, failOn));
  const body = await bodyAs(mediaType, limited(files), fails);
  return {
    statusCode: 200,
    headers: { 'content-type': contentType(mediaType), 'cache-control': 'no-store' },
    body,
  };
}

/** JSON is what nearly everybody asks for; the other formats are loaded for those who do not. */
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
      return JSON.stringify({ fails, ...jsonReport(files) });
  }
}

function contentType(mediaType: string): string {
  return mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : mediaType;
}

function failsOn({ findings }: NamedValidation, failOn: FailOn): boolean {
  return findings.some(({ severity }) => severity === 'error' || severity === failOn);
}

/** The findings of the first files, as many as there is room for. */
function limited(files: readonly NamedValidation[]): NamedValidation[] {
  let room = MAX_FINDINGS;
  return files.map((file) => {
    const findings = file.findings.slice(0, room);
    room -= findings.length;
    return { ...file, findings, omitted: file.omitted + file.findings.length - findings.length };
  });
}
