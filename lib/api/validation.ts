import { jsonReport } from '../docker-auth/formats/json.ts';
import type { NamedValidation } from '../docker-auth/formats/present.ts';
import { formatSarif } from '../docker-auth/formats/sarif.ts';
import { formatText } from '../docker-auth/formats/text.ts';
import { keptSecrets } from '../docker-auth/kept-secrets.ts';
import { RULES } from '../docker-auth/rules.ts';
import { validateConfig } from '../docker-auth/validate.ts';
import type { HttpResponse } from './problem.ts';
import type { FailOn, ValidateRequest } from './request.ts';
import { tokenLimit } from './token-limit.ts';

/** What a validation can be answered as; the first is for those who do not say. */
export const ANSWERS = ['application/json', 'application/sarif+json', 'text/plain'];

/** Together they stay far below what Lambda may answer with (6 MB), whatever was sent. */
const MAX_FINDINGS = 1_000;

/** Checks every file of a request. Whatever is found, the answer is a 200: a finding is a result, not an error. */
export function answerValidation(request: ValidateRequest, mediaType = 'application/json'): HttpResponse {
  const onToken = tokenLimit();
  const kept = request.registries === undefined ? undefined : keptSecrets(request.registries, onToken);
  const files = request.files.map(({ filename, config }) => ({
    path: filename,
    ...validateConfig(config, { truss: request.truss, kept, onToken }),
  }));
  const fails = files.some((file) => failsOn(file, request.failOn));
  const body = bodyAs(mediaType, limited(files), fails);
  return {
    statusCode: 200,
    headers: { 'content-type': contentType(mediaType), 'cache-control': 'no-store' },
    body,
  };
}

function bodyAs(mediaType: string, files: readonly NamedValidation[], fails: boolean): string {
  switch (mediaType) {
    case 'application/sarif+json':
      return formatSarif(
        files,
        RULES.filter(({ id }) => id.startsWith('TDA')),
      );
    case 'text/plain':
      return formatText(files, { colours: false });
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
