import type { SubjectToken } from '../config/schema/subject-token-schema.ts';
import type { Call } from '../references/call.ts';

/** A token that proves pullkeeper's identity, and its audience. */
export interface Subject {
  token: SubjectToken;
  audience: string;
}

/** A subject token is used once, right after it was signed. */
export const SUBJECT_LIFE_S = 600;

/** The audience of a token that AWS signs. Undefined for other signers. */
export function awsAudience(subject: Subject | undefined): string | undefined {
  return subject?.token === 'aws-web-identity' ? subject.audience : undefined;
}

export function callsForSubject(subject: Subject | undefined): Call[] {
  if (subject?.token === 'aws-web-identity') return [{ service: 'AWS STS', times: 1 }];
  return subject?.token === 'github-actions' ? [{ service: 'GitHub OIDC', times: 1 }] : [];
}
