import type { Finding } from '../finding.ts';
import { childOf, type YamlMap, type YamlNode } from '../yaml/node.ts';
import type { Path } from '../yaml/path.ts';
import {
  type AuthField,
  type AuthMethod,
  authFields,
  authMethods,
  mayBeNull,
  methodRules,
  parseAuthMethod,
} from './auth-methods.ts';
import { methodHint } from './method-hint.ts';
import { foundValue, refuse } from './refusal.ts';
import { model, nullable, type Shape, string } from './shapes.ts';
import type { TrussVersion } from './version.ts';

/** The docker_auth block of a version: field types first, then what the method asks for. */
export function dockerAuth(version: TrussVersion): Shape {
  const fields = authFields(version).map((field) => [field, mayBeNull(field) ? nullable(string) : string]);
  return model(
    { ...Object.fromEntries(fields), auth_method: authMethod(version) },
    { required: ['auth_method'], whole: (block, path) => methodFindings(block, path, version) },
  );
}

function authMethod(version: TrussVersion): Shape {
  return (node, path) => {
    if (methodOf(node, version)) return [];
    const complaint = `must be ${oneOf(authMethods(version))}, and ${foundValue(node)}`;
    return [refuse('TDA003', path, node, complaint, methodHint(node, version))];
  };
}

/** Bytes are not upper-cased, only strings are. */
export function methodOf(node: YamlNode | undefined, version: TrussVersion): AuthMethod | undefined {
  if (node?.kind !== 'scalar') return undefined;
  if (node.type === 'string') return parseAuthMethod(node.text, version);
  return node.type === 'binary' ? authMethods(version).find((method) => method === node.text) : undefined;
}

/** Required fields first: Truss says nothing of forbidden ones while a required one is missing. */
function methodFindings(block: YamlMap, path: Path, version: TrussVersion): Finding[] {
  const node = childOf(block, 'auth_method');
  const method = methodOf(node, version);
  if (!node || !method) return [];
  const { required, forbidden } = methodRules(method, version);
  const missing = required.filter((field) => !present(block, field));
  if (missing.length > 0) return missing.map((field) => missingField(field, block, path, node, method));
  return forbidden
    .filter((field) => present(block, field))
    .map((field) =>
      refuse(
        'TDA005',
        [...path, field],
        childOf(block, field) ?? node,
        `cannot be specified when auth_method is ${method}`,
        `Delete the line, or choose the auth_method that uses ${field}${owners(field, version)}.`,
      ),
    );
}

/** Points at the empty value where there is one, and at the method that asks for it where there is none. */
function missingField(
  field: AuthField,
  block: YamlMap,
  path: Path,
  methodNode: YamlNode,
  method: AuthMethod,
): Finding {
  const empty = childOf(block, field);
  const at = empty && empty.span.end > empty.span.start ? empty : methodNode;
  return refuse(
    'TDA004',
    [...path, field],
    at,
    `must be provided when auth_method is ${method}`,
    `Add ${field}: ${EXAMPLES[field] ?? '…'}`,
  );
}

const EXAMPLES: Partial<Record<AuthField, string>> = {
  secret_name: 'the name of the Baseten secret that holds the service account JSON',
  aws_oidc_role_arn: 'arn:aws:iam::<account>:role/<role>',
  aws_oidc_region: "the registry's region, such as us-east-1",
  gcp_oidc_service_account: '<name>@<project>.iam.gserviceaccount.com',
  gcp_oidc_workload_id_provider:
    'projects/<project number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>',
  aws_assume_role_arn: 'arn:aws:iam::<account>:role/<role>',
  aws_assume_role_region: "the registry's region, such as us-east-1",
};

/** Null and the empty string count as absent, whether they are asked for or not. */
function present(block: YamlMap, field: AuthField): boolean {
  const node = childOf(block, field);
  return node?.kind === 'scalar' && node.type !== 'null' && node.text !== '';
}

function owners(field: AuthField, version: TrussVersion): string {
  const methods = authMethods(version).filter((method) =>
    methodRules(method, version).required.includes(field),
  );
  return methods.length === 0 ? '' : ` (${methods.join(', ')})`;
}

function oneOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
