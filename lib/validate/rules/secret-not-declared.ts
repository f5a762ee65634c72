import type { Fix } from '../finding.ts';
import { appendLine, appendSection } from '../fixes.ts';
import { AUTH_PATH, type ConfigFile } from '../model/config-file.ts';
import { referencedSecrets } from '../model/referenced-secrets.ts';
import { foldedName } from '../model/secret-names.ts';
import type { Rule } from '../rule.ts';
import { entryOf } from '../yaml/node.ts';

export const secretNotDeclared: Rule = {
  id: 'TDA501',
  severity: 'warning',
  title: 'A secret is used but not declared',
  fixable: true,
  needs: 'docker_auth',
  why: 'A model gets only the secrets that its config lists under "secrets:". The login looks for one that is not there.',
  caught: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
  docker_auth:
    auth_method: GCP_SERVICE_ACCOUNT_JSON
    secret_name: gcp-service-account
    registry: us-west2-docker.pkg.dev
`,
  passed: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
  docker_auth:
    auth_method: GCP_SERVICE_ACCOUNT_JSON
    secret_name: gcp-service-account
    registry: us-west2-docker.pkg.dev
secrets:
  gcp-service-account: null
`,

  *check(file) {
    const { auth, secrets } = file;
    if (!auth) return;
    const declared = new Set(secrets.map(({ key }) => foldedName(key.text)));
    for (const { field, name, node } of referencedSecrets(auth)) {
      if (declared.has(foldedName(name))) continue;
      yield {
        at: node,
        path: [...AUTH_PATH, field],
        message: `docker_auth reads the secret ${name}, which is not declared under "secrets:".`,
        hint: `Add "${name}: null" under "secrets:"; the value itself is set in Baseten.`,
        fix: declare(file, name),
      };
    }
  },
};

/** Behind the last secret; at the end of the file, when there are none. */
function declare({ reading: { text }, root }: ConfigFile, name: string): Fix | undefined {
  const title = `Declare ${name}`;
  if (root?.kind !== 'map') return undefined;
  const secrets = entryOf(root, 'secrets')?.value;
  if (secrets?.kind === 'map') return appendLine(text, secrets, name, null, title);
  return secrets ? undefined : appendSection(text, root, 'secrets', { name, value: null }, title);
}
