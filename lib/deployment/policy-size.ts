import { deployed, type PolicyPart, type Statement } from '../aws/statement.ts';

/**
 * The inline policies of a role have at most 10,240 characters together, without white space. Our roles have two more
 * policies. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MOST_CHARACTERS = 10_240;
const OTHER_POLICIES = 1_240;

/** The longest names of a deployment. */
const LONGEST_NAMES = { partition: 'aws-us-gov', account: '000000000000', region: 'ap-southeast-1' };

/** Returns the parts as exact statements. If the role would be too long, the longest parts are folded first. */
export function fitted(parts: readonly PolicyPart[]): Statement[] {
  let chosen = parts.map(({ exact, folded }) => ({ now: exact, folded }));
  while (charactersOf(chosen.flatMap(({ now }) => now)) > MOST_CHARACTERS - OTHER_POLICIES) {
    const savings = chosen.map(({ now, folded }) => (folded ? charactersOf(now) - charactersOf(folded) : 0));
    const most = Math.max(0, ...savings);
    if (most === 0) break;
    const index = savings.indexOf(most);
    chosen = chosen.map((part, at) =>
      at === index ? { now: part.folded ?? part.now, folded: undefined } : part,
    );
  }
  return chosen.flatMap(({ now }) => now);
}

/** Returns why IAM would reject the role, as a sentence, or undefined. */
export function problemWithSize(name: string, statements: readonly Statement[]): string | undefined {
  const characters = charactersOf(statements);
  const most = MOST_CHARACTERS - OTHER_POLICIES;
  if (characters <= most) return undefined;
  return `the policy of ${name} has ${characters} characters, and IAM allows ${most}: ${remedyFor(statements)}`;
}

/** The actions whose statements name single resources, and how to name fewer. */
const REMEDIES: readonly [action: string, remedy: string][] = [
  [
    'secretsmanager:PutSecretValue',
    'leave out the names of published secrets in registries.yml, so that all of them begin alike',
  ],
  [
    'secretsmanager:GetSecretValue',
    'give the secrets that registries.yml reads one prefix, such as pullkeeper/',
  ],
  ['sts:AssumeRole', 'let registries share identities'],
];

function remedyFor(statements: readonly Statement[]): string {
  const [longest] = statements.toSorted((a, b) => charactersOf([b]) - charactersOf([a]));
  const [, remedy] = REMEDIES.find(([action]) => longest?.Action.includes(action)) ?? [];
  return remedy ?? 'deploy pullkeeper twice, each with a part of the registries';
}

function charactersOf(statements: readonly Statement[]): number {
  return JSON.stringify(deployed(statements, LONGEST_NAMES)).length;
}
