import { z } from 'zod';
import { platformReference } from './reference-schema.ts';

/** Whose tokens prove who pullkeeper is. */
export const SIGNERS = ['aws-web-identity', 'github-actions'] as const;

/** How pullkeeper proves to another service who it is: by a token that AWS or GitHub signs, or that the platform stores. */
export const subjectToken = z.union([z.enum(SIGNERS), platformReference]);

export type SubjectToken = z.infer<typeof subjectToken>;
