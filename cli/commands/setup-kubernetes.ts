import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { problemWithNamespace, problemWithSecretName } from '../../lib/backends/kubernetes/grammar.ts';
import { RBAC, type RbacSubject, rbacFor } from '../../lib/backends/kubernetes/rbac.ts';
import { isKubernetes, type KubernetesTarget } from '../../lib/backends/kubernetes/traits.ts';
import type { Config, Publication } from '../../lib/config/config.ts';
import { placesOf } from '../../lib/config/reads.ts';
import { roleNameOf } from '../../lib/deployment/names.ts';
import { partitionOfRegion } from '../../lib/hosts/aws-regions.ts';
import { didYouMean } from '../../lib/text/nearest.ts';
import { shellCommand } from '../../lib/text/shell-command.ts';
import { accountIn, DEPLOYMENT_OPTIONS, deploymentIn } from '../aws-names.ts';
import { type Command, EXIT, UsageError } from '../command.ts';
import { readRegistries } from '../registries.ts';
import { shellComment } from '../shell-text.ts';

export const setupKubernetesCommand: Command = {
  name: 'setup kubernetes',
  summary: 'print the Roles that let pullkeeper write Secrets',
  usage: `pullkeeper setup kubernetes [options] | kubectl apply -f -

Prints the Roles and RoleBindings for one backend of registries.yml, as a manifest for kubectl.

  --backend NAME      the backend, if registries.yml has several of type kubernetes
  --subject WHO       who writes: service-account:NAMESPACE/NAME, user:NAME or group:NAME
  --account ID        on EKS: the account that the functions run in
  --stage prod        and their stage
  --region us-east-1  and their region
  --registries FILE   another registries.yml

Without --subject the writer is the service account "pullkeeper" of the first namespace, which the manifest creates; on
EKS it is the group "pullkeeper".
`,
  async run(args, terminal) {
    const { values } = parseArgs({
      args,
      options: { ...DEPLOYMENT_OPTIONS, backend: { type: 'string' }, subject: { type: 'string' } },
    });
    const config = await readRegistries(terminal, values.registries);
    const { name, target, publications } = chosen(config, values.backend);
    const subject = values.subject === undefined ? defaultSubject(target) : subjectIn(values.subject);
    const names = publications.map((publication) => publication.name);
    const comments = [
      `Lets pullkeeper write the Secrets of the backend "${name}".`,
      ...(target.access.way === 'eks' && subject.kind === 'Group'
        ? accessEntries(config, name, target.access, subject.name, values)
        : []),
      ...(target.access.way === 'token' && subject.kind === 'ServiceAccount'
        ? [`Afterwards: kubectl create token ${subject.name} -n ${subject.namespace} --duration=8760h`]
        : []),
    ];
    const documents = rbacFor(names, subject).map((object) =>
      stringify(object, { aliasDuplicateObjects: false }),
    );
    terminal.stdout.write(`${comments.map(shellComment).join('\n')}\n${documents.join('---\n')}`);
    return EXIT.clean;
  },
};

interface Chosen {
  name: string;
  target: KubernetesTarget;
  publications: readonly Publication[];
}

function chosen({ registries }: Config, wanted: string | undefined): Chosen {
  const all = placesOf(registries.flatMap(({ publish }) => publish)).flatMap(({ backend, publications }) => {
    const [{ to }] = publications;
    return isKubernetes(to) ? [{ name: backend, target: to, publications }] : [];
  });
  const names = all.map(({ name }) => name);
  if (all.length === 0) throw new UsageError('registries.yml publishes nothing to Kubernetes');
  const found =
    wanted === undefined ? (all.length === 1 ? all[0] : undefined) : all.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  throw new UsageError(
    wanted === undefined
      ? `registries.yml has several backends in Kubernetes: add --backend with one of ${names.join(', ')}`
      : `--backend: no backend in Kubernetes has the name "${wanted}"${didYouMean(wanted, names) || `: ${names.join(', ')}`}`,
  );
}

function defaultSubject({ access, namespaces: [first = ''] }: KubernetesTarget): RbacSubject {
  return access.way === 'eks'
    ? { kind: 'Group', name: 'pullkeeper', apiGroup: RBAC }
    : { kind: 'ServiceAccount', name: 'pullkeeper', namespace: first };
}

function subjectIn(text: string): RbacSubject {
  const [, kind, name = ''] = /^(service-account|user|group):(.+)$/.exec(text) ?? [];
  if (kind === 'user') return { kind: 'User', name, apiGroup: RBAC };
  if (kind === 'group') return { kind: 'Group', name, apiGroup: RBAC };
  const [namespace = '', account = '', ...rest] = name.split('/');
  const isSound =
    kind !== undefined &&
    rest.length === 0 &&
    problemWithNamespace(namespace) === undefined &&
    problemWithSecretName(account) === undefined;
  if (isSound) return { kind: 'ServiceAccount', name: account, namespace };
  throw new UsageError('set --subject to service-account:NAMESPACE/NAME, user:NAME or group:NAME');
}

interface Deployment {
  account?: string | undefined;
  stage: string;
  region: string;
}

/** EKS must know the roles of the functions: https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html */
function accessEntries(
  { registries }: Config,
  backend: string,
  { cluster, region }: { cluster: string; region: string },
  group: string,
  given: Deployment,
): string[] {
  const { account, ...where } = deploymentIn(given);
  const id = accountIn(account);
  const functions = registries
    .filter(({ publish }) => publish.some((each) => each.backend === backend))
    .map(({ source }) => source.function);
  const partition = partitionOfRegion(where.region) ?? 'aws';
  return [
    'Run once in AWS, so that the cluster knows the roles of the functions:',
    ...[...new Set(functions)].map((name) =>
      shellCommand(['aws', 'eks', 'create-access-entry'], {
        'cluster-name': cluster,
        region,
        'principal-arn': `arn:${partition}:iam::${id}:role/${roleNameOf(name, where)}`,
        'kubernetes-groups': group,
      }).replaceAll(' \\\n  ', ' '),
    ),
  ];
}
