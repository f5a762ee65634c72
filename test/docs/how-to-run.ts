/** A kind of command that no test can run here, and why. */
export const NEEDS_MORE: readonly [typed: RegExp, why: string][] = [
  [/^read /, 'somebody who types'],
  [/^git pull$/, 'a remote that has something new'],
  [
    /^npm run package && docker |^npm run package$|^docker /,
    'an engine for containers; test/e2e/container.test.ts takes the steps of the image',
  ],
  [/^sudo /, 'a machine of its own; test/docs/running.test.ts checks the units'],
  [/(?:^|\| )kubectl /, 'a cluster; test/cli/setup-kubernetes.test.ts runs kubectl where it is installed'],
  [/^aws s3 cp /, 'a bucket of your own'],
  [/^gcloud /, 'Google itself: the sandbox speaks its APIs, and gcloud asks for a person'],
  [/^curl -X DELETE .*api\.baseten\.co/, 'Baseten itself'],
  [
    /\baws (?:sqs|cloudwatch|cloudformation|lambda|eks|ecr create-pull-through-cache-rule) ?/,
    'services that the sandbox is not',
  ],
  [/^aws iam delete-/, 'roles; the sandbox keeps none'],
  [/EXTERNAL_ID_1=/, 'IAM; test/cli/setup-aws.test.ts runs what setup aws prints, with moto'],
  [
    /^npx serverless (?:logs|info|remove|rollback|deploy list)\b/,
    'a deployment; test/e2e/deploy.test.ts deploys, and removes, with moto',
  ],
  [
    /^npx pullkeeper doctor --deployed$/,
    'a deployment; test/cli/doctor-deployed.test.ts asks one that is made up',
  ],
  [/^npm run (?:e2e|bench|reliability|screenshots|mutation|chaos -- --seeds 5000)$/, 'minutes'],
  [
    /^npm run (?:types|lint|format)$/,
    'as much as the tests of a folder; .ci/run asks for the first two before the tests',
  ],
  [/^npm run sandbox -- (?:…|X)$/, 'a command in place of the placeholder'],
  [/^npx pullkeeper@<version> /, 'a published version; test/e2e/package.test.ts installs what is packed'],
  [/^aws iam (?:enable|get)-outbound-web-identity-federation/, 'IAM of a real account'],
  [/^\.ci\/run$/, 'all that there is: it runs this test'],
];

/** What is published in AWS Secrets Manager, by its name there. */
export const PUBLISHED = 'models/DOCKER_REGISTRY_111122223333.dkr.ecr.us-east-1.amazonaws.com';

const SECRET = '--secret-id pullkeeper/ghcr';
const idAt = (stage: string) =>
  `"$(aws secretsmanager list-secret-version-ids ${SECRET} --output text --query "Versions[?contains(VersionStages, '${stage}')].VersionId")"`;
const RESTORE_PREVIOUS = [
  `value=$(aws secretsmanager get-secret-value ${SECRET} --query SecretString --output text)`,
  `aws secretsmanager put-secret-value ${SECRET} --secret-string "$value"`,
  `aws secretsmanager update-secret-version-stage ${SECRET} --version-stage AWSCURRENT --move-to-version-id ${idAt('AWSPREVIOUS')} --remove-from-version-id ${idAt('AWSCURRENT')}`,
].join(' && ');

/** A command that is run, but not as it is typed: what stands in for what, and why. */
export const STAND_INS: readonly [typed: RegExp, stand: string, why: string][] = [
  [/^npx serverless deploy/, 'npx serverless package', 'everything but the last step'],
  [/^npx serverless invoke local/, 'npm run sandbox -- npx serverless invoke local', 'another page has that'],
  [/(?<=^npx serverless invoke .*) --stage prod$/, '', 'it is the default'],
  // Those that are behind `npm run sandbox --` go through npx.
  [/(?<=^|\| )npx serverless /, 'node_modules/.bin/serverless ', 'npx takes as long as the command itself'],
  [/(?<=^|\| )npx pullkeeper /, 'node cli/pullkeeper.cjs ', 'npx takes as long as the command itself'],
  [/(?<=serve --refresh)$/, ' --listen 127.0.0.1:0', 'several pages run it at once'],
  [/(?<=pullkeeper(?:\.cjs)? ui\b.*)$/, ' --listen 127.0.0.1:0', 'several pages run it at once'],
  [/^npm ci$/, 'npm ls --depth=0', 'what it brings is there, or nothing here would run'],
  [/^npm test$/, 'npm test -- test/text/nearest.test.ts', 'it runs this test'],
  [/^aws iam get-role-policy [^|]*/, 'cat role-policy.json ', 'the sandbox keeps no roles'],
  [
    /^aws secretsmanager update-secret-version-stage .*$/s,
    RESTORE_PREVIOUS,
    'the placeholders, and a previous version: the same value once more, which nobody else notices',
  ],
  [/<prints the value>/, 'printf AWS:word | base64', 'a placeholder'],
  [/<host>|\bHOST\b/, '111122223333.dkr.ecr.us-east-1.amazonaws.com', 'a placeholder'],
  [/\bNAME\b/, PUBLISHED, 'a placeholder'],
  [/'?<(?:id|your AWS account)>'?/, '123456789012', 'a placeholder'],
];

/** Commands that go on until Ctrl-C, and what shows that they do what they should. */
export const ENDLESS: readonly [typed: RegExp, ready: RegExp][] = [
  [/^npm start$/, / {2}refreshEcr\n.*\n\w{3} \d\d:\d\d {2}refreshEcr\n.*pulls/s],
  [/^npx pullkeeper serve --refresh$/, /"message":"run ended"/],
  [/^npx pullkeeper ui\b/, /^Board and playground: http:/m],
  [/^npm run sandbox$/, /^export AWS_ENDPOINT_URL=.*^npx serverless invoke local/ms],
];

/** Commands whose page shows another state than there is here, and the test that compares what it shows. */
export const SHOWN_ELSEWHERE: readonly [typed: RegExp, where: string][] = [
  [/^npx pullkeeper status --stage prod$/, 'test/docs/operating.test.ts'],
];

/** Programs of others. Where one is missing, its commands are skipped under a name that says so. */
export const PROGRAMS = ['aws', 'awscurl', 'curl'] as const;

export function needsMore(words: string): string | undefined {
  return NEEDS_MORE.find(([typed]) => typed.test(words))?.[1];
}

export function standInFor(words: string): string {
  return STAND_INS.reduce((text, [typed, stand]) => text.replace(typed, stand), words);
}

export function readyWhen(words: string): RegExp | undefined {
  return ENDLESS.find(([typed]) => typed.test(words))?.[1];
}

/** What must come out, letter for letter, where the page shows it. */
export function shownBy({ words, shown }: { words: string; shown?: string | undefined }): string | undefined {
  return SHOWN_ELSEWHERE.some(([typed]) => typed.test(words)) ? undefined : shown;
}
