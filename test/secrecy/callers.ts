import { basetenApi } from '../../lib/backends/baseten/api.ts';
import { falController, isPresent } from '../../lib/backends/fal/controller.ts';
import { httpBackend } from '../../lib/backends/http/backend.ts';
import type { HttpTarget } from '../../lib/backends/http/target.ts';
import { kubernetes } from '../../lib/backends/kubernetes/backend.ts';
import { isPresetType, PRESETS } from '../../lib/backends/presets/index.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { Failure } from '../../lib/failure.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { openSource } from '../../lib/sources/index.ts';
import { requestGithubToken } from '../../lib/subject/github-actions.ts';
import { optionsOf, targetOf as presetTarget } from '../backends/presets/places.ts';
import { targetOf } from '../backends/target.ts';
import { failureOf } from '../contract/failures.ts';
import { ask } from '../probe/ask.ts';

/** A client that sends a secret to a service that refuses everything. */
export interface Caller {
  /** The secret that is sent, made from a text. Default: the text. */
  secretFrom?(text: string): string;
  /** The failure of a call to the service at this address. */
  call(url: string, secret: Secret): Promise<Failure>;
}

const soon = () => AbortSignal.timeout(20_000);
const atOnce = async () => {};
const machine = (env: NodeJS.ProcessEnv) => ({ env, now: () => new Date(), log: () => {} });
const IN_VARIABLE = { from: 'env', id: 'KEY' } as const;
const OWN_KEY = 'the-key-of-the-service';

/** Where the secret is: the value that is published, or the key that opens the service. */
type Part = 'value' | 'key';

function partsOf(part: Part, secret: Secret): { value: string; key: string } {
  const text = secret.reveal();
  return part === 'value' ? { value: text, key: OWN_KEY } : { value: 'a-value-of-ours', key: text };
}

function httpCaller(to: HttpTarget, part: Part): Caller {
  return {
    call(url, secret) {
      const { value, key } = partsOf(part, secret);
      const env = { KEY: key, PLATFORM_KEY: key, PULLKEEPER_HTTP_URL: url };
      const target = { host: 'ghcr.io', key: 'ghcr.io', name: 'GHCR', format: 'user-password' } as const;
      return failureOf(
        httpBackend(to, machine(env), atOnce).publish(new Secret(`bot:${value}`), target, soon()),
      );
    },
  };
}

function kubernetesCaller(part: Part, path = ''): Caller {
  return {
    call(url, secret) {
      const { value, key } = partsOf(part, secret);
      const env = { KEY: key, PULLKEEPER_KUBERNETES_URL: url + path };
      const to = targetOf({
        type: 'kubernetes',
        namespaces: ['models'],
        token: IN_VARIABLE,
        server: 'https://cluster.invalid',
      });
      const target = { host: 'ghcr.io', key: 'ghcr.io', name: 'models/pull', format: 'password' } as const;
      return failureOf(kubernetes(to, machine(env), atOnce).publish(new Secret(value), target, soon()));
    },
  };
}

function basetenCaller(part: Part): Caller {
  return {
    call(url, secret) {
      const { value, key } = partsOf(part, secret);
      const call = { method: 'POST', path: '/v1/secrets', body: {}, tried: 'write the secret' } as const;
      const api = basetenApi(url, new Secret(key), IN_VARIABLE, atOnce);
      return failureOf(api.call({ ...call, secrets: [new Secret(value)] }, soon()));
    },
  };
}

function sourceCaller(host: string, source: string, secretFrom?: Caller['secretFrom']): Caller {
  const [registry] = compile(
    `registries: [{ host: ${host}, source: { ${source} }, publish: [file] }]`,
    'registries.yml',
  ).registries;
  if (registry === undefined) throw new Error('no registry');
  return {
    ...(secretFrom && { secretFrom }),
    async call(url, secret) {
      const env = { KEY: secret.reveal(), PULLKEEPER_TOKENS_URL: url };
      const client = await openSource(registry.source, machine(env));
      return failureOf(client.mint(soon()));
    },
  };
}

/** A subject token is a JWT; none of its three parts is known to anybody. */
const asJwt = (text: string) =>
  [text, `${text}.`, `.${text}`].map((part) => Buffer.from(part).toString('base64url')).join('.');
const SUBJECT = 'subjectToken: { from: env, id: KEY }';
const ENTRA = '11111111-1111-1111-1111-111111111111';

const LISTED = targetOf({
  type: 'http',
  url: 'https://names.example',
  secrets: { apiKey: IN_VARIABLE },
  headers: { authorization: 'Bearer {apiKey}' },
  find: { request: 'GET /items', in: '/data', where: { '/name': '{name}' }, id: '/id' },
  write: { request: 'PATCH /items/{id}', json: { pass: '{password}' } },
});

/** Every client that speaks HTTP and JSON. `test/house` cannot know them: add each new one here. */
export const CALLERS: Record<string, Caller> = {
  Baseten: basetenCaller('value'),
  'Baseten, of its key': basetenCaller('key'),
  ...Object.fromEntries(
    Object.keys(PRESETS)
      .filter(isPresetType)
      .flatMap((type) => {
        const to = presetTarget(optionsOf(type));
        return [
          [type, httpCaller(to, 'value')],
          [`${type}, of its key`, httpCaller(to, 'key')],
        ];
      }),
  ),
  'a service of registries.yml that lists names': httpCaller(LISTED, 'value'),
  'a service of registries.yml that lists names, of its key': httpCaller(LISTED, 'key'),
  Kubernetes: kubernetesCaller('value'),
  'Kubernetes, of its token': kubernetesCaller('key'),
  'Kubernetes, where another owns the field': kubernetesCaller('value', '/conflict'),
  'Kubernetes, where another owns the field, of its token': kubernetesCaller('key', '/conflict'),
  'Entra, of a client secret': sourceCaller(
    'acme.azurecr.io',
    `type: azure-acr, tenant: ${ENTRA}, clientId: ${ENTRA}, clientSecret: { from: env, id: KEY }`,
  ),
  'Entra, of a subject token': sourceCaller(
    'acme.azurecr.io',
    `type: azure-acr, tenant: ${ENTRA}, clientId: ${ENTRA}, ${SUBJECT}`,
    asJwt,
  ),
  DigitalOcean: sourceCaller(
    'registry.digitalocean.com',
    'type: digitalocean, registry: acme, token: { from: env, id: KEY }',
  ),
  JFrog: sourceCaller('acme.jfrog.io', `type: jfrog, provider: aws, username: puller, ${SUBJECT}`, asJwt),
  Cloudsmith: sourceCaller(
    'docker.cloudsmith.io',
    `type: cloudsmith, organization: acme, service: puller-x1, ${SUBJECT}`,
    asJwt,
  ),
  Quay: sourceCaller('quay.io', `type: quay, robot: acme+puller, ${SUBJECT}`, asJwt),
  'any service that exchanges tokens': sourceCaller(
    'registry.example.com',
    `type: oidc, url: "https://login.example.com/token", username: puller, ${SUBJECT}`,
    asJwt,
  ),
  'GitHub Actions, of its request token': {
    call: (url, secret) =>
      failureOf(
        (async () =>
          requestGithubToken(
            'an-audience',
            {
              ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/denied`,
              ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret.reveal(),
            },
            soon(),
          ))(),
      ),
  },
};

/** A probe has no failure of a client, but a verdict with the words of one. */
export const REGISTRY: Caller = {
  async call(url, secret) {
    const { verdict, ...said } = await ask({
      host: 'registry.example.com',
      pair: `bot:${secret.reveal()}`,
      rehearsalUrl: url,
    });
    if (!('cause' in said)) throw new Error(`the registry was not to answer ${verdict}`);
    const { message, hint, cause } = said;
    return new Failure('denied', message, { ...(hint && { hint }), ...(cause && { cause }) });
  },
};

/** gRPC, and not HTTP with JSON. */
export const FAL: Caller = {
  call(url, secret) {
    if (!isPresent(secret)) throw new Error('the secret is empty');
    const request = { name: 'A', value: secret, environment: 'main' };
    const controller = falController(url, new Secret('id:the-key'), IN_VARIABLE, atOnce);
    return failureOf(controller.setSecret(request, soon()));
  },
};
