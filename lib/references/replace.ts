import { shellWord } from '../text/shell-word.ts';
import type { Reference } from './reference.ts';

/** The secret as a message names it: `pullkeeper/baseten (aws-secrets-manager)`. */
export function nameOfSecret({ from, id }: Pick<Reference, 'from' | 'id'>): string {
  return `${id} (${from})`;
}

/** Describes how to store a new value for a reference, with the command if there is one. */
export function howToReplace(reference: Reference): string {
  const { id } = reference;
  switch (reference.from) {
    case 'env':
      return `set the variable ${id}`;
    case 'file':
      return `write it to ${id}`;
    case 'aws-secrets-manager':
      return `store it: aws secretsmanager put-secret-value${regionOf(id)} --secret-id ${shellWord(id)} --secret-string "$KEY"`;
    case 'google-secret-manager': {
      const { name, project, location } = reference.secret;
      const where = location === undefined ? '' : ` --location=${location}`;
      return `store it: printf %s "$KEY" | gcloud secrets versions add ${name} --project=${project}${where} --data-file=-`;
    }
  }
}

/** An ARN is only valid in its own region. A name is resolved in the region of the deployment. */
function regionOf(id: string): string {
  const region = id.startsWith('arn:') ? id.split(':')[3] : undefined;
  return region === undefined ? '' : ` --region ${shellWord(region)}`;
}
