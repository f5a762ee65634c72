import { clientOptions } from '../aws/client-options.ts';
import { awsFailure, awsReason } from '../aws/failure.ts';
import { traitsOf } from '../backends/catalogue.ts';
import { toSafeText } from '../secrecy/safe-text.ts';
import { type Answer, type Check, fine, notChecked, warning } from './check.ts';
import type { DoctorTarget } from './target.ts';

/** Amazon ECR reads a secret in this format only through a pull through cache rule in its own account and region. */
const CACHE_FORMAT = 'username-access-token-json';

/** Checks for each secret of a pull through cache whether a rule uses it. */
export function cacheRuleChecks({ config }: DoctorTarget): Check[] {
  const rules = new Map<string, Promise<Rule[]>>();
  const rulesIn = (region: string, signal: AbortSignal) => {
    const found = rules.get(region) ?? readRules(region, signal);
    rules.set(region, found);
    return found;
  };
  return config.registries.flatMap(({ publish }) =>
    publish.flatMap(({ backend, format, name, to }): Check[] => {
      const region = traitsOf(to).storedAt(name)?.region;
      if (format !== CACHE_FORMAT || region === undefined) return [];
      const run = (signal: AbortSignal) => judge(name, region, () => rulesIn(region, signal));
      return [{ group: 'backends', name: `${backend}: the cache rule of ${name}`, run }];
    }),
  );
}

interface Rule {
  prefix: string;
  /** The name of its secret. */
  secret: string;
}

async function judge(name: string, region: string, read: () => Promise<Rule[]>): Promise<Answer> {
  try {
    const rule = (await read()).find(({ secret }) => secret === name);
    return rule === undefined
      ? warning(
          `no pull through cache rule in ${region} uses this secret`,
          'create the rule in the account and region of the secret (docs/backends/aws-secrets.md), or write its region as region of the backend',
        )
      : fine(`the rule ${toSafeText(rule.prefix)} in ${region} uses this secret`);
  } catch (error) {
    if (awsReason(error) === 'denied') {
      return notChecked(
        'you have no right to read the pull through cache rules',
        'allow ecr:DescribePullThroughCacheRules for your role or user',
      );
    }
    throw awsFailure(error, `read the pull through cache rules in ${region}`);
  }
}

async function readRules(region: string, signal: AbortSignal): Promise<Rule[]> {
  const { ECRClient, paginateDescribePullThroughCacheRules } = await import('@aws-sdk/client-ecr');
  const client = new ECRClient(clientOptions(region));
  try {
    const rules: Rule[] = [];
    for await (const page of paginateDescribePullThroughCacheRules({ client }, {}, { abortSignal: signal }))
      for (const { ecrRepositoryPrefix: prefix = '', credentialArn = '' } of page.pullThroughCacheRules ?? [])
        rules.push({ prefix, secret: nameIn(credentialArn) });
    return rules;
  } finally {
    client.destroy();
  }
}

/** The ARN of a secret ends with a hyphen and six random characters. */
function nameIn(arn: string): string {
  return arn.replace(/^.*:secret:/, '').replace(/-[A-Za-z0-9]{6}$/, '');
}
