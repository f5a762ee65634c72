import { shellCommand } from '../text/shell-command.ts';
import { shellWord } from '../text/shell-word.ts';
import type { Reference } from './reference.ts';

/** What a shell puts in place of a secret. The secret itself is neither read nor printed. */
export function shellToRead(reference: Reference, { region }: { region: string }): string {
  const { from, id } = reference;
  switch (from) {
    case 'aws-secrets-manager':
      return within(
        shellCommand(['aws', 'secretsmanager', 'get-secret-value'], {
          'secret-id': id,
          region: id.startsWith('arn:') ? id.split(':')[3] : region,
          query: 'SecretString',
          output: 'text',
        }),
      );
    case 'file':
      return within(`cat -- ${shellWord(id)}`);
    case 'env':
      return `"\${${id}}"`;
    case 'google-secret-manager': {
      const { name, project, location, version } = reference.secret;
      return within(
        shellCommand(
          ['gcloud', 'secrets', 'versions', 'access', version],
          { secret: name, project, location },
          '=',
        ),
      );
    }
  }
}

function within(command: string): string {
  return `"$(${command})"`;
}
