import { GoogleError } from '../error.ts';
import { CLOUD_PLATFORM, type GooglePrincipal } from '../principals.ts';
import type { GoogleCall, GoogleService } from '../service.ts';
import { invalid } from './checks.ts';
import { METHODS, type Method } from './methods.ts';
import type { SecretStore } from './store.ts';

const PARENT = 'projects/[^/]+(?:/locations/[^/]+)?';
const SECRET = `${PARENT}/secrets/[^/:]+`;
const VERSION = `${SECRET}/versions/[^/:]+`;

/** https://cloud.google.com/secret-manager/docs/reference/rest */
const ROUTES: readonly [method: string, path: RegExp, operation: keyof typeof METHODS][] = [
  ['POST', new RegExp(`^/v1/(${PARENT})/secrets$`), 'CreateSecret'],
  ['GET', new RegExp(`^/v1/(${SECRET})$`), 'GetSecret'],
  ['PATCH', new RegExp(`^/v1/(${SECRET})$`), 'UpdateSecret'],
  ['POST', new RegExp(`^/v1/(${SECRET}):addVersion$`), 'AddSecretVersion'],
  ['POST', new RegExp(`^/v1/(${SECRET}):testIamPermissions$`), 'TestIamPermissions'],
  ['GET', new RegExp(`^/v1/(${SECRET})/versions$`), 'ListSecretVersions'],
  ['GET', new RegExp(`^/v1/(${VERSION}):access$`), 'AccessSecretVersion'],
  ['POST', new RegExp(`^/v1/(${VERSION}):disable$`), 'DisableSecretVersion'],
  ['POST', new RegExp(`^/v1/(${VERSION}):destroy$`), 'DestroySecretVersion'],
];

export function googleSecretManager(store: SecretStore): GoogleService {
  return {
    name: 'google-secretmanager',
    host: /^secretmanager(?:\.[a-z]+-[a-z]+\d+\.rep)?$/,
    operationOf: (method, path) => routeOf(method, path)?.operation,
    perform(_operation, call) {
      const holder = call.authenticate([CLOUD_PLATFORM]);
      refuseWithoutQuotaProject(call, holder);
      const route = routeOf(call.request.method, call.path);
      if (route === undefined) throw new GoogleError('UNIMPLEMENTED', 'There is no such method.');
      refuseWrongEndpoint(call, route.name);
      call.about(route.name);
      const method: Method = METHODS[route.operation];
      return method({
        call,
        name: route.name,
        store,
        demand: (permission, resource) => call.demand(holder, permission, policiesOf(resource, store)),
      });
    },
  };
}

/**
 * The policy of a secret is gone with the secret. Then only the policies above it count, and a caller that has rights on
 * this secret alone gets a 403, as for a secret of others.
 */
function policiesOf(resource: string, store: SecretStore): string {
  const [parent = resource] = resource.split('/secrets/');
  return resource === parent || store.find(resource) !== undefined ? resource : parent;
}

/** A person calls on behalf of a project. https://cloud.google.com/docs/quotas/quota-project */
function refuseWithoutQuotaProject({ request }: GoogleCall, { id }: GooglePrincipal): void {
  if (!id.startsWith('user:') || request.headers['x-goog-user-project']) return;
  const message =
    'Your application is authenticating by using local Application Default Credentials. The secretmanager.googleapis.com API requires a quota project, which is not set by default.';
  throw new GoogleError('PERMISSION_DENIED', message);
}

function routeOf(method: string, path: string) {
  for (const [wanted, pattern, operation] of ROUTES) {
    const [, name] = (method === wanted && pattern.exec(path)) || [];
    if (name !== undefined) return { operation, name };
  }
  return undefined;
}

/** Regional secrets are behind the endpoint of their region alone, and global ones behind the global one. */
function refuseWrongEndpoint({ host }: GoogleCall, name: string): void {
  const [, location] = /\/locations\/([^/]+)/.exec(name) ?? [];
  const [, region] = /^secretmanager\.([^.]+)\.rep\./.exec(host) ?? [];
  if (location !== region)
    throw invalid(`The resource ${name} cannot be reached through the endpoint ${host}.`);
}
