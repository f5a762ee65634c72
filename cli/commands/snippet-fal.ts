import { parseArgs } from 'node:util';
import { isFal } from '../../lib/backends/fal/traits.ts';
import type { Config } from '../../lib/config/config.ts';
import { Failure } from '../../lib/failure.ts';
import { visibleJson } from '../../lib/secrecy/visible.ts';
import { type Command, EXIT } from '../command.ts';
import { readRegistries } from '../registries.ts';

/** An entry of `registries` of a ContainerImage: who signs in where, and the secret that has the password. */
interface Login {
  key: string;
  username: string;
  secret: string;
}

export const snippetFalCommand: Command = {
  name: 'snippet fal',
  summary: 'print what a fal app needs to pull',
  usage: `pullkeeper snippet fal [--registries FILE]

Prints the registries of ContainerImage, and the tables for pyproject.toml, for the secrets that are published to fal.
`,
  async run(args, terminal) {
    const { values } = parseArgs({ args, options: { registries: { type: 'string' } } });
    terminal.stdout.write(snippetFal(await readRegistries(terminal, values.registries)));
    return EXIT.clean;
  },
};

/** The mapping for ContainerImage and the table for pyproject.toml, once for each environment. */
export function snippetFal(config: Config): string {
  const environments = Map.groupBy(loginsIn(config), ({ environment }) => environment);
  if (environments.size === 0) {
    throw new Failure('invalid', 'registries.yml publishes no password to fal', {
      hint: 'define a backend of type fal and publish to it: publish: [{ backend: fal, name: AWS_ECR_PASSWORD }]',
    });
  }
  const paragraphs = [...environments].flatMap(([environment, logins]) => [
    `# Environment ${environment}, in Python:`,
    python(logins),
    '# or in pyproject.toml, with the name of your app:',
    ...logins.map(toml),
  ]);
  return `${paragraphs.join('\n\n')}\n`;
}

/** fal documents `$NAME` only for a secret that is just the password. */
function loginsIn(config: Config): (Login & { environment: string })[] {
  return config.registries.flatMap(({ source: { username }, publish }) =>
    publish.flatMap(({ to, format, key, name }) =>
      isFal(to) && username !== undefined && format === 'password'
        ? [{ environment: to.environment, key, username, secret: name }]
        : [],
    ),
  );
}

function python(logins: readonly Login[]): string {
  const entries = logins.map(
    ({ key, username, secret }) =>
      `    ${quoted(key)}: {"username": ${quoted(username)}, "password": "$${secret}"},${remarkOn(username)}\n`,
  );
  return `registries={\n${entries.join('')}}`;
}

function toml({ key, username, secret }: Login): string {
  return [
    `[tool.fal.apps.my-app.image.registries.${quoted(key)}]`,
    `username = ${quoted(username)}${remarkOn(username)}`,
    `password = "$${secret}"`,
  ].join('\n');
}

/** https://fal.ai/docs/documentation/development/private-registries */
function remarkOn(username: string): string {
  return username.startsWith('$') ? '  # literally: fal documents $NAME for passwords only' : '';
}

/** Python and TOML accept JSON strings. */
function quoted(text: string): string {
  return visibleJson(text);
}
