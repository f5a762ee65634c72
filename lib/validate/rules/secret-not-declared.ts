import { foldBasetenName } from '../../hosts/baseten-name.ts';
import { isPlainKey, shownKey } from '../../secrecy/shown-key.ts';
import type { Fix } from '../finding.ts';
import { appendLine, appendSection } from '../fixes.ts';
import { AUTH_PATH, type ConfigFile } from '../model/config-file.ts';
import { referencedSecrets } from '../model/referenced-secrets.ts';
import type { Rule } from '../rule.ts';
import { GOOGLE_KEY_BLOCK, GOOGLE_KEY_LOGIN } from '../samples.ts';
import { childOf, pairOf, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import { formatPath, type YamlPath } from '../yaml/path.ts';

export const secretNotDeclared: Rule = {
  id: 'TDA501',
  severity: 'warning',
  title: 'A secret is used but not declared',
  fixable: true,
  why: 'A model gets only the secrets that its config lists under "secrets:". A login or a command that reads another secret finds nothing.',
  caught: GOOGLE_KEY_BLOCK,
  passed: GOOGLE_KEY_LOGIN,

  *check(file) {
    const declared = new Set(file.secrets.map(({ key }) => foldBasetenName(key.text)));
    for (const { name, node, path, reader } of [...readByLogin(file), ...readByCommands(file.root)]) {
      if (declared.has(foldBasetenName(name))) continue;
      // One finding for each secret, even if it is read several times.
      declared.add(foldBasetenName(name));
      yield {
        at: node,
        path,
        message: `${reader} reads the secret ${shownKey(name)}, which is not declared under "secrets:".`,
        hint: `Add "${shownKey(name)}: null" under "secrets:"; the value itself is set in Baseten.`,
        fix: declare(file, name),
      };
    }
  },
};

interface Read {
  readonly name: string;
  readonly node: YamlScalar;
  readonly path: YamlPath;
  readonly reader: string;
}

function readByLogin({ auth }: ConfigFile): Read[] {
  return (auth ? referencedSecrets(auth) : []).map(({ field, name, node }) => ({
    name,
    node,
    path: [...AUTH_PATH, field],
    reader: 'docker_auth',
  }));
}

/** Baseten mounts every declared secret as a file: `/secrets/<name>`. */
function readByCommands(root: YamlNode | undefined): Read[] {
  return commands(root).flatMap(({ node, path }) =>
    [...node.text.slice(0, LONGEST_COMMAND).matchAll(SECRET_FILE)].flatMap(([, name]) =>
      name === undefined ? [] : [{ name, node, path, reader: formatPath(path) }],
    ),
  );
}

const LONGEST_COMMAND = 20_000;
const SECRET_FILE = /(?<![\w./~}-])\/secrets\/([A-Za-z0-9](?:[\w.-]{0,250}\w)?)(?![\w*$/{])/g;

/** The command that starts the server, and those that build the image. */
function commands(root: YamlNode | undefined): { node: YamlScalar; path: YamlPath }[] {
  const start = childOf(childOf(root, 'docker_server'), 'start_command');
  const build = childOf(root, 'build_commands');
  const written: { node: YamlNode | undefined; path: YamlPath }[] = [
    { node: start, path: ['docker_server', 'start_command'] },
    ...(build?.kind === 'list' ? build.items.slice(0, 200) : []).map((node, index) => ({
      node,
      path: ['build_commands', index],
    })),
  ];
  return written.flatMap(({ node, path }) =>
    node?.kind === 'scalar' && node.type === 'string' ? [{ node, path }] : [],
  );
}

/** Inserts after the last secret, or at the end of the file. */
function declare({ reading: { text }, root }: ConfigFile, name: string): Fix | undefined {
  const title = `Declare ${name}`;
  if (root?.kind !== 'map' || !isPlainKey(name)) return undefined;
  const secrets = pairOf(root, 'secrets')?.value;
  if (secrets?.kind === 'map') return appendLine(text, secrets, name, null, title);
  return secrets ? undefined : appendSection(text, root, 'secrets', { name, value: null }, title);
}
