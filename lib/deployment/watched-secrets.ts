import type { Config } from '../config/config.ts';
import { awsSecretId } from '../references/reference.ts';
import { functionId } from './names.ts';

/** A pattern of EventBridge has at most 2,048 characters: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const LONGEST_PATTERN = 2_048;

/**
 * An event bus allows 100 rules in some regions, and may have other rules too. A secret beyond these is read by the
 * daily run.
 */
const MOST_RULES = 50;

/**
 * The rules that run refreshStored when a secret in AWS gets a new value, and their permissions, by logical id. Secrets
 * Manager sends this event by itself, without CloudTrail, to the bus of the secret's account and region:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/event-detail-secret-label-updated-secretsmanager.html
 */
export function watchedSecrets(
  config: Config,
  { service, stage }: { service: string; stage: string },
): Record<string, WatchingResource> {
  const rules = patternsOf(namesOfSecrets(config)).map((pattern, index) => {
    const name = `${service}-${stage}-stored-${index + 1}`;
    return [`RefreshStoredRule${index + 1}`, ruleOf(name, pattern)] as const;
  });
  if (rules.length === 0) return {};
  return { ...Object.fromEntries(rules), RefreshStoredRulePermission: permissionOf(`${service}-${stage}`) };
}

/** Events contain the name of a secret. Its ARN has a hyphen and six more characters. */
function namesOfSecrets({ registries }: Config): string[] {
  const ids = registries.flatMap(({ source }) =>
    source.kind === 'stored' ? (awsSecretId(source.password) ?? []) : [],
  );
  const names = ids.map((id) => {
    const [, inArn] = /^arn:(?:[^:]*:){5}(.+?)(?:-[^-]{6})?$/.exec(id) ?? [];
    return inArn ?? id;
  });
  return [...new Set(names)];
}

function patternsOf(names: readonly string[]) {
  const groups: string[][] = [];
  for (const name of names) {
    const last = groups.at(-1);
    if (last !== undefined && lengthOf([...last, name]) <= LONGEST_PATTERN) last.push(name);
    else groups.push([name]);
  }
  return groups.slice(0, MOST_RULES).map(patternOf);
}

function lengthOf(names: string[]): number {
  return JSON.stringify(patternOf(names)).length;
}

function patternOf(names: string[]) {
  return {
    source: ['aws.secretsmanager'],
    'detail-type': ['Secret Label Updated'],
    detail: { name: names, labelUpdated: ['AWSCURRENT'] },
  };
}

type WatchingResource = ReturnType<typeof ruleOf> | ReturnType<typeof permissionOf>;

function ruleOf(name: string, pattern: ReturnType<typeof patternOf>) {
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: name,
      Description: 'Runs refreshStored when a secret that it reads has a new value',
      EventPattern: pattern,
      Targets: [{ Id: 'refreshStored', Arn: { 'Fn::GetAtt': [functionId('refreshStored'), 'Arn'] } }],
    },
  };
}

/** One permission for all rules: the policy of a function has a size limit. */
function permissionOf(stack: string) {
  const rules = `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/${stack}-stored-*`;
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [functionId('refreshStored'), 'Arn'] },
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::Sub': rules },
    },
  };
}
