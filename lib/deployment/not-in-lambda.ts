import type { Config } from '../config/config.ts';
import { googleIdentitiesOf } from '../config/reads.ts';
import { subjectInWords } from '../subject/subject-in-words.ts';

/** Returns a problem for each identity that no deployed function can sign in with: only a job or a machine has its proof. */
export function problemsWithIdentities({ registries }: Config): string[] {
  const identities = registries.flatMap(googleIdentitiesOf);
  const names = identities.flatMap(({ base }) => {
    if (base.type === 'application-default') return 'Application Default Credentials';
    const subject = base.type === 'workload-identity' ? base.subjectToken : undefined;
    return subject === undefined || subject === 'aws-web-identity' ? [] : subjectInWords(subject);
  });
  return [...new Set(names)].map(
    (name) =>
      `${name} cannot be deployed: a function in AWS signs in to Google with its role; use pullkeeper refresh or serve, or another subjectToken`,
  );
}
