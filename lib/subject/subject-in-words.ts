import type { SubjectToken } from '../config/schema/subject-token-schema.ts';

/** Names pullkeeper's identity for a message. Without a token, the role of the function signs a request to AWS. */
export function subjectInWords(token: SubjectToken | undefined): string {
  if (token === 'github-actions') return 'this job of GitHub Actions';
  return typeof token === 'object'
    ? `the subject of the token in ${token.id}`
    : 'the AWS role of this function';
}
