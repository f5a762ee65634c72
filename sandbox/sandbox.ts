import { dynamodb } from './aws/dynamodb/dynamodb.ts';
import type { TableDefinition } from './aws/dynamodb/table.ts';
import { Tables } from './aws/dynamodb/tables.ts';
import { type CacheRule, ecr } from './aws/ecr/ecr.ts';
import { ecrPublic } from './aws/ecr/ecr-public.ts';
import { ecrPublicRegistry } from './aws/ecr/ecr-public-registry.ts';
import { ecrRegistries } from './aws/ecr/ecr-registries.ts';
import type { EcrGrant } from './aws/ecr/grant.ts';
import { environmentFor } from './aws/environment.ts';
import { AwsFront } from './aws/front.ts';
import { iam } from './aws/iam.ts';
import { partitionOf } from './aws/partitions.ts';
import { type AccessKey, type AwsCredentials, type NewPrincipal, Principals } from './aws/principals.ts';
import type { Rates } from './aws/rate-limits.ts';
import { PULL_ACTIONS, type Role, Roles } from './aws/roles.ts';
import { secretsManager } from './aws/secrets-manager/secrets-manager.ts';
import { seed } from './aws/secrets-manager/seed.ts';
import type { AbsentArn } from './aws/secrets-manager/store.ts';
import { Vault } from './aws/secrets-manager/vault.ts';
import { type SecretView, viewOf } from './aws/secrets-manager/view.ts';
import { sts } from './aws/sts.ts';
import { WebIdentity } from './aws/web-identity.ts';
import { Baseten, type BasetenOptions } from './baseten/baseten.ts';
import { CallLog } from './calls.ts';
import { MovableClock } from './clock.ts';
import { Fal, type FalOptions } from './fal/fal.ts';
import { listenHttp2 } from './fal/listen.ts';
import { Faults } from './faults.ts';
import { type Google, type GoogleOptions, startGoogle } from './google/google.ts';
import { listen, plain } from './http.ts';
import { IssuedTokens } from './issued-tokens.ts';
import { Kubernetes, type KubernetesOptions } from './kubernetes/kubernetes.ts';
import { POD_TOKEN } from './kubernetes/rights.ts';
import { GithubActions, type GithubOptions } from './oidc/github-actions.ts';
import { Issuer } from './oidc/issuer.ts';
import type { Platform } from './platforms/platform.ts';
import { type PullResult, pull } from './pull.ts';
import { type Account, Accounts } from './registry/accounts.ts';
import type { Image } from './registry/images.ts';
import { passwordRegistries } from './registry/password-registries.ts';
import { Registry } from './registry/registry.ts';
import type { World } from './serve-call.ts';
import { tokenFront } from './tokens/front.ts';
import { MintedTokens } from './tokens/minted-tokens.ts';
import type { TokenService } from './tokens/token-service.ts';

export interface SandboxOptions {
  /** Default: one that starts at the real time and runs with it. */
  clock?: MovableClock;
  /** Roles that can be assumed. */
  roles?: Role[];
  /** Images that can be pulled. */
  images?: Image[];
  /** Whether the accounts sign web identity tokens. Default: they do not, as a new account. */
  webIdentity?: boolean;
  /** How many calls of AWS operations an account may make in a region in one second. Default: any number. */
  awsRates?: Rates;
  /** For so many milliseconds, Secrets Manager does not find a secret that was just created. Default: it does at once. */
  secretsAppearAfterMs?: number;
  /** Pull through cache rules of ECR. */
  cacheRules?: readonly CacheRule[];
  /** KMS keys and aliases that exist, spelled as callers spell them. */
  kmsKeys?: string[];
  /** The principals of Google, and their rights. */
  google?: GoogleOptions;
  /** The ARN that IAM checks for a missing secret. Default: without the six characters. */
  absentArn?: AbsentArn;
  /** The secrets that Secrets Manager has at the start, by name in the function's own region, or by ARN. */
  secrets?: Record<string, string>;
  /** DynamoDB tables of the function's own region, empty. */
  tables?: TableDefinition[];
  /** Environment variables of the function, beside those that lead to the sandbox. */
  variables?: Record<string, string>;
  /** Users of registries that take passwords. */
  accounts?: Account[];
  /** A Baseten workspace: its teams, and the API keys that it knows. */
  baseten?: BasetenOptions;
  /** A fal account: its environments, and the keys that it knows. */
  fal?: FalOptions;
  /** The job of GitHub Actions in which everything runs. Default: none. */
  github?: GithubOptions;
  /** Platforms with JSON APIs, each at its host. */
  platforms?: readonly Platform[];
  /** A Kubernetes cluster: its namespaces, and who may enter it. */
  kubernetes?: KubernetesOptions;
  /** Services that mint tokens for registries, such as Entra. */
  tokenServices?: readonly TokenService[];
}

export interface SandboxPrincipal {
  readonly arn: string;
  readonly credentials: AwsCredentials;
}

export interface Sandbox extends AsyncDisposable {
  readonly clock: MovableClock;
  /** All AWS services. The signature and the operation of a request name the service and the region. */
  readonly awsUrl: string;
  /** All Google services; the first part of the path is the host that was meant. */
  readonly googleUrl: string;
  readonly google: Google;
  /** All registries. The Host header names the registry. */
  readonly registryUrl: string;
  readonly basetenUrl: string;
  readonly baseten: Baseten;
  readonly falUrl: string;
  readonly fal: Fal;
  /** All platforms with JSON APIs; the first part of the path is the host that was meant. */
  readonly platformsUrl: string;
  /** The platform at a host. */
  platform(host: string): Platform | undefined;
  /** All services that mint tokens for registries; the first part of the path is the host that was meant. */
  readonly tokensUrl: string;
  readonly kubernetesUrl: string;
  readonly kubernetes: Kubernetes;
  /** The function's own role. */
  readonly principal: SandboxPrincipal;
  readonly faults: Faults;
  readonly calls: CallLog;
  /** Environment variables with which SDKs and backends talk to the sandbox, to AWS as the function's own role. */
  environment(): Record<string, string>;
  /** Another principal, with separate rights. */
  addPrincipal(principal: NewPrincipal): SandboxPrincipal;
  /** The OIDC issuer at this address, such as a Kubernetes cluster. Its public keys can be downloaded from now on. */
  issuer(url: string): Issuer;
  addImage(image: Image): void;
  /** Changes a password at the registry: from now on only the new one is accepted. */
  changePassword(host: string, username: string, password: string): void;
  /** Invalidates a minted token before its end: no registry accepts it any more. */
  revokeToken(token: string): void;
  /** Returns a secret of Secrets Manager, without permissions. Default: in the function's own region and account. */
  secret(name: string, region?: string, account?: string): SecretView | undefined;
  /** Deletes a secret for good. */
  deleteSecret(name: string, region?: string): void;
  /** All items of a table, without permissions. */
  items(table: string): Record<string, string>[];
  /** Pulls as a container runtime would, with a published value: base64 of `user:password`. */
  pull(host: string, repository: string, reference: string, auth: string): Promise<PullResult>;
  stop(): Promise<void>;
}

const HOME_REGION = 'us-east-1';
const HOME_ACCOUNT = '123456789012';
const FUNCTION_ROLE = `arn:aws:iam::${HOME_ACCOUNT}:role/pullkeeper`;

/**
 * All that the functions do anywhere: mint, assume, publish, encrypt, remember, and pull for the probe; and what people do
 * to secrets and to the ledger by hand.
 */
const FUNCTION_RIGHTS = [
  ...PULL_ACTIONS,
  'ecr-public:GetAuthorizationToken',
  'sts:GetServiceBearerToken',
  'sts:AssumeRole',
  'sts:GetWebIdentityToken',
  'secretsmanager:*',
  'dynamodb:Query',
  'dynamodb:Scan',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'kms:GenerateDataKey',
  'kms:Decrypt',
];

/** The clouds on loopback. Two sandboxes in one process share nothing. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const world: World = {
    clock: options.clock ?? new MovableClock(),
    faults: new Faults(),
    calls: new CallLog(),
  };
  const principals = new Principals();
  const vault = new Vault();
  const ecrTokens = new IssuedTokens<EcrGrant>();
  const ecrPublicTokens = new IssuedTokens<EcrGrant>();

  const home = { partition: 'aws', region: HOME_REGION, account: HOME_ACCOUNT } as const;
  for (const [id, value] of Object.entries(options.secrets ?? {})) {
    seed(vault, id, value, home, world.clock.now());
  }

  const tables = new Tables(home, options.tables ?? []);

  const webIdentity = new WebIdentity(options.webIdentity ?? false);
  const functionRole = principals.add({ arn: FUNCTION_ROLE, allow: FUNCTION_RIGHTS });
  const issuers = new Map<string, Issuer>();
  const aws = new AwsFront(
    world,
    principals,
    [
      sts(principals, new Roles(options.roles ?? [], FUNCTION_ROLE), webIdentity),
      iam(principals, webIdentity),
      ecr(ecrTokens, options.cacheRules),
      ecrPublic(ecrPublicTokens),
      secretsManager({
        vault,
        kmsKeys: new Set(options.kmsKeys),
        absentArn: options.absentArn ?? 'bare',
        appearAfterMs: options.secretsAppearAfterMs ?? 0,
      }),
      dynamodb(tables),
    ],
    options.awsRates,
  );
  const keysOf = (url: string) => webIdentity.jwksOf(url) ?? issuers.get(url)?.jwks;
  const {
    google,
    tokens: googleTokens,
    registries: googleRegistries,
    handle,
    metadata,
  } = startGoogle(world, { principals, keysOf }, options.google);
  const accounts = new Accounts(options.accounts);
  const minted = new MintedTokens(world.clock);
  const tokenServices = tokenFront(world, options.tokenServices ?? [], { keysOf, minted });
  const registry = new Registry(world, [
    passwordRegistries(accounts),
    passwordRegistries(minted),
    ecrRegistries(ecrTokens),
    ecrPublicRegistry(ecrPublicTokens),
    googleRegistries,
  ]);
  for (const image of options.images ?? []) registry.add(image);

  const github = options.github && new GithubActions(world, options.github);
  if (github !== undefined) issuers.set(github.issuer.url, github.issuer);
  const baseten = new Baseten(world, options.baseten);
  const fal = new Fal(world, options.fal);
  const kubernetes = new Kubernetes(world, principals, options.kubernetes);

  const awsListener = await listen((request) => aws.handle(request));
  const googleListener = await listen(handle);
  const registryListener = await listen((request) => registry.handle(request));
  const basetenListener = await listen((request) => baseten.handle(request));
  const falListener = await listenHttp2((request) => fal.handle(request));
  const machine = options.google?.machine === undefined ? undefined : await listen(metadata);
  const githubListener = github && (await listen((request) => github.handle(request)));
  const platforms = new Map((options.platforms ?? []).map((each) => [each.host, each]));
  const platformsListener = await listen(async ({ target, ...request }) => {
    const [, host = '', rest = '/'] = /^\/([^/]+)(\/.*)$/.exec(target) ?? [];
    const found = platforms.get(host);
    const led = { ...request, target: rest, url: new URL(rest, `https://${host}`) };
    return found === undefined ? plain(502, `no platform is at ${host}`) : found.handle(world, led);
  });
  const tokensListener = await listen(tokenServices);
  const kubernetesListener = await listen((request) => kubernetes.handle(request));
  const { url: awsUrl } = awsListener;
  const { url: googleUrl } = googleListener;
  const { url: registryUrl } = registryListener;
  const { url: basetenUrl } = basetenListener;
  const { url: falUrl } = falListener;
  const { url: platformsUrl } = platformsListener;
  const { url: kubernetesUrl } = kubernetesListener;
  const { url: tokensUrl } = tokensListener;
  const stop = async () => {
    const listeners = [
      awsListener,
      googleListener,
      registryListener,
      basetenListener,
      falListener,
      platformsListener,
      kubernetesListener,
      machine,
      tokensListener,
      githubListener,
    ];
    await Promise.all(listeners.map((each) => each?.stop()));
  };

  return {
    ...world,
    awsUrl,
    googleUrl,
    google,
    registryUrl,
    basetenUrl,
    baseten,
    falUrl,
    fal,
    platformsUrl,
    platform: (host) => platforms.get(host),
    tokensUrl,
    kubernetesUrl,
    kubernetes,
    principal: toPrincipal(functionRole),
    environment: () => ({
      ...environmentFor(functionRole.credentials, HOME_REGION, awsUrl),
      PULLKEEPER_GOOGLE_URL: googleUrl,
      PULLKEEPER_BASETEN_URL: basetenUrl,
      PULLKEEPER_FAL_URL: falUrl,
      PULLKEEPER_HTTP_URL: platformsUrl,
      PULLKEEPER_TOKENS_URL: tokensUrl,
      PULLKEEPER_KUBERNETES_URL: kubernetesUrl,
      PULLKEEPER_KUBERNETES_TOKEN: POD_TOKEN,
      PULLKEEPER_REGISTRY_URL: registryUrl,
      // The sandbox never sees the login of a person.
      ...(machine && {
        GCE_METADATA_HOST: new URL(machine.url).host,
        GOOGLE_APPLICATION_CREDENTIALS: '',
        CLOUDSDK_CONFIG: '/nonexistent',
      }),
      ...(githubListener && github?.environment(githubListener.url)),
      ...options.variables,
    }),
    addPrincipal: (principal) => toPrincipal(principals.add(principal)),
    issuer(url) {
      const issuer = issuers.get(url) ?? new Issuer(url);
      issuers.set(url, issuer);
      return issuer;
    },
    addImage: (image) => registry.add(image),
    changePassword: (host, username, password) => accounts.change(host, username, password),
    revokeToken(token) {
      for (const tokens of [ecrTokens, ecrPublicTokens, googleTokens, minted]) tokens.revoke(token);
    },
    secret(name, region = HOME_REGION, account = HOME_ACCOUNT) {
      const partition = partitionOf(region) ?? 'aws';
      const found = vault.find({ partition, region, account }, name, world.clock.now());
      return found && viewOf(found);
    },
    deleteSecret(name, region = HOME_REGION) {
      const partition = partitionOf(region) ?? 'aws';
      vault.remove({ partition, region, account: HOME_ACCOUNT }, { name });
    },
    items: (table) => (tables.get(table)?.items() ?? []).map((item) => Object.fromEntries(item)),
    pull: (host, repository, reference, auth) => pull({ registryUrl, host, repository, reference, auth }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function toPrincipal({ principal, credentials }: AccessKey): SandboxPrincipal {
  return { arn: principal.arn, credentials };
}
