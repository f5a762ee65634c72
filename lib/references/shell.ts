import { shellCommand } from '../text/shell-command.ts';
import { shellWord } from '../text/shell-word.ts';
import type { Reference } from './reference.ts';

/** Shell code that reads a secret, to be used in place of its value. */
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
