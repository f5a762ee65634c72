import { childOf, type YamlMap, type YamlNode, type YamlScalar } from '../yaml/node.ts';
import type { YamlPath } from '../yaml/path.ts';
import {
  type AuthMethod,
  authMethods,
  type MethodRules,
  methodRules,
  weightsMethods,
  weightsRules,
} from './auth-methods.ts';
import { methodHint } from './method-hint.ts';
import { foundValue, refuseField } from './refusal.ts';
import { either, type Shape, scalar, type WholeCheck } from './shapes.ts';
import type { TrussVersion } from './version.ts';

export function dockerAuthMethod(version: TrussVersion): Shape {
  return scalar((node, path) => {
    if (methodOf(node, version)) return undefined;
    const complaint = `must be ${either(authMethods(version))}, and ${foundValue(node)}`;
    return refuseField('TDA003', path, node, complaint, methodHint(node, version));
  });
}

export function weightsAuthMethod(version: TrussVersion): Shape {
  return scalar((node, path) => {
    const methods = weightsMethods(version);
    if (oneOfThese(methods, node) !== undefined) return undefined;
    return refuseField('TDA003', path, node, `must be ${either(methods)}, and ${foundValue(node)}`);
  });
}

export function methodOf(node: YamlNode | undefined, version: TrussVersion): AuthMethod | undefined {
  return oneOfThese(authMethods(version), node);
}

/** Strings are compared in capitals, bytes unchanged. */
function oneOfThese<T extends string>(methods: readonly T[], node: YamlNode | undefined): T | undefined {
  if (node?.kind !== 'scalar' || (node.type !== 'string' && node.type !== 'binary')) return undefined;
  const text = node.type === 'string' ? node.text.toUpperCase() : node.text;
  return methods.find((method) => method === text);
}

export function dockerAuthCheck(version: TrussVersion): WholeCheck {
  return fieldsCheck(
    (node) => {
      const method = methodOf(node, version);
      return method && { method, rules: methodRules(method, version) };
    },
    owners(authMethods(version), (method) => methodRules(method, version)),
  );
}

export function weightsAuthCheck(version: TrussVersion): WholeCheck {
  return fieldsCheck(
    (node) => {
      const method = oneOfThese(weightsMethods(version), node);
      const rules = method === undefined ? undefined : weightsRules(method, version);
      return method !== undefined && rules ? { method, rules } : undefined;
    },
    owners(weightsMethods(version), (method) => weightsRules(method, version)),
  );
}

/** Required fields first: Truss does not mention forbidden ones while a required one is missing. */
function fieldsCheck(
  rulesOf: (node: YamlNode | undefined) => { method: string; rules: MethodRules } | undefined,
  owned: (field: string) => string,
): WholeCheck {
  return (block, path, report) => {
    const node = childOf(block, 'auth_method');
    const found = rulesOf(node);
    if (node?.kind !== 'scalar' || !found) return;
    const { method, rules } = found;
    const missing = rules.required.filter((field) => !present(block, field));
    for (const field of missing) report.add(missingField(field, block, path, node, method));
    if (missing.length > 0) return;
    for (const field of rules.forbidden.filter((field) => present(block, field)))
      report.refuse(
        'TDA005',
        [...path, field],
        childOf(block, field) ?? node,
        `cannot be specified when auth_method is ${method}`,
        `Delete the line, or choose the auth_method that uses ${field}${owned(field)}.`,
      );
  };
}

/** The place of the empty value, or of the method that requires the field. */
function missingField(field: string, block: YamlMap, path: YamlPath, methodNode: YamlScalar, method: string) {
  const empty = childOf(block, field);
  const at = empty && empty.span.end > empty.span.start ? empty : methodNode;
  return refuseField(
    'TDA004',
    [...path, field],
    at,
    `must be provided when auth_method is ${method}`,
    `Add ${field}: ${EXAMPLES[field] ?? '…'}`,
  );
}

const EXAMPLES: Readonly<Record<string, string>> = {
  secret_name: 'the name of the Baseten secret that holds the service account JSON',
  auth_secret_name: 'the name of the Baseten secret that holds the credential',
  aws_oidc_role_arn: 'arn:aws:iam::<account>:role/<role>',
  aws_oidc_region: "the registry's region, such as us-east-1",
  gcp_oidc_service_account: '<name>@<project>.iam.gserviceaccount.com',
  gcp_oidc_workload_id_provider:
    'projects/<project number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>',
  aws_assume_role_arn: 'arn:aws:iam::<account>:role/<role>',
  aws_assume_role_region: "the registry's region, such as us-east-1",
};

/** Null and the empty string count as absent, whether they are required or forbidden. */
function present(block: YamlMap, field: string): boolean {
  const node = childOf(block, field);
  return node?.kind === 'scalar' && node.type !== 'null' && node.text !== '';
}

function owners<T extends string>(
  methods: readonly T[],
  rulesOf: (method: T) => MethodRules | undefined,
): (field: string) => string {
  return (field) => {
    const owning = methods.filter((method) => rulesOf(method)?.required.includes(field));
    return owning.length === 0 ? '' : ` (${owning.join(', ')})`;
  };
}
