import { z } from 'zod';
import { platformReference } from './reference-schema.ts';

/** Who signs the subject token. */
export const SIGNERS = ['aws-web-identity', 'github-actions'] as const;

/**
 * How pullkeeper proves its identity to another service: with a token that AWS or GitHub signs, or that the platform
 * stores.
 */
export const subjectToken = z.union([z.enum(SIGNERS), platformReference]);

export type SubjectToken = z.infer<typeof subjectToken>;
