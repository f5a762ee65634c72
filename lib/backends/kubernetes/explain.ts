import { causeOfAnswer, causeOfError, noAnswer } from '../../async/lost-answer.ts';
import { Failure, type FailureKind } from '../../failure.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { type SafeText, toSafeText } from '../../secrecy/safe-text.ts';
import type { Secret } from '../../secrecy/secret.ts';
import type { ClusterConnection } from './connection.ts';

type Who = Pick<ClusterConnection, 'shows' | 'remedy' | 'server'>;

const NETWORK = 'check the network path to the API server (DNS, firewall, private endpoint, proxy)';

/** An error of the API server is always a Status in JSON. Other answers come from a proxy or a load balancer. */
export function refusal(
  tried: string,
  code: number,
  status: JsonObject | undefined,
  who: Who,
  secrets: readonly Secret[],
): Failure {
  const [kind, says, hint] = meaningOf(code, status, who);
  const said = typeof status?.message === 'string' ? status.message : undefined;
  const cause = causeOfAnswer(code, said, secrets);
  return new Failure(kind, `cannot ${tried}: ${says}`, { hint, cause });
}

function meaningOf(
  code: number,
  status: JsonObject | undefined,
  { shows, remedy }: Who,
): [FailureKind, says: string, hint: string] {
  if (code === 429) return ['throttled', 'too many requests', 'no action needed: the next run retries'];
  if (code >= 500 || status === undefined) {
    return [
      'unavailable',
      'no usable answer from the API server',
      `the next run retries; if this continues, ${NETWORK}`,
    ];
  }
  if (code === 401) return ['denied', `Kubernetes rejected ${shows}`, remedy];
  if (code === 403) {
    return [
      'denied',
      'not allowed',
      'npx pullkeeper setup kubernetes prints the Role and the RoleBinding: apply them with kubectl',
    ];
  }
  if (code === 413) return ['quota', 'the Secret is too large', TOO_LARGE];
  return ['invalid', 'the request was rejected', 'the cause says what Kubernetes rejected'];
}

export const TOO_LARGE = 'a Secret holds 1 MiB: give the backend another secret for some of the hosts';

/** The connection failed, or timed out. Applying twice does no harm, so a lost answer is retried. */
export function unreachable(
  tried: string,
  error: unknown,
  signal: AbortSignal,
  secrets: readonly Secret[],
): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (CERTIFICATE.test(code) && !signal.aborted) {
    return new Failure('invalid', `cannot ${tried}: the certificate of the API server is not trusted`, {
      hint: 'set ca to the certificate of the cluster: kubectl config view --raw --minify --flatten shows it as certificate-authority-data',
      cause: causeOfError(error, secrets),
    });
  }
  const hint = `the next run retries; if this continues, ${NETWORK}`;
  return noAnswer({ tried, service: 'the API server', hint, secrets }, error, signal);
}

/** Node's error codes for a rejected certificate. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE = /CERT|UNABLE_TO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/;

interface Conflict {
  /** The field managers that own the fields. Empty for a conflict of versions, which a retry solves. */
  owners: SafeText[];
  fields: SafeText[];
}

/** Reads the owners of the fields in a conflict. */
export function conflictIn({ body, secrets }: { body: JsonObject; secrets: readonly Secret[] }): Conflict {
  const details = isJsonObject(body.details) ? body.details : {};
  const causes = Array.isArray(details.causes) ? details.causes.filter(isJsonObject) : [];
  const ofManagers = causes.filter(({ reason }) => reason === 'FieldManagerConflict');
  const owners = ofManagers.flatMap(({ message }) =>
    typeof message === 'string' ? (/^conflict with "([^"]*)"/.exec(message)?.[1] ?? []) : [],
  );
  const fields = ofManagers.flatMap(({ field }) => (typeof field === 'string' ? field : []));
  const safe = (text: string) => toSafeText(text, { secrets });
  return { owners: [...new Set(owners)].map(safe), fields: fields.map(safe) };
}

export function conflictFailure(tried: string, name: string, { owners, fields }: Conflict): Failure {
  if (fields.some((field) => field === '.type')) {
    const [namespace, secret] = name.split('/');
    return new Failure(
      'invalid',
      `cannot ${tried}: it exists with another type, which Kubernetes does not change`,
      {
        hint: `delete it if nothing needs it: kubectl delete secret -n ${namespace} ${secret}; or choose another name in registries.yml`,
      },
    );
  }
  const who = owners.map((owner) => `"${owner}"`).join(' and ');
  const what = fields.join(', ');
  return new Failure('invalid', `cannot ${tried}: ${who} owns ${what}`, {
    hint: `to let pullkeeper overwrite it, add to the backend in registries.yml: adopt: ["${name}"]. Stop the other writer, or the two overwrite each other`,
  });
}

/** If a write of a Secret gets a 404, its namespace does not exist. */
export function noNamespace(tried: string, namespace: string): Failure {
  return new Failure('invalid', `cannot ${tried}: there is no namespace "${namespace}"`, {
    hint: `create it: kubectl create namespace ${namespace}; or correct namespaces in registries.yml`,
  });
}
