import { z } from 'zod';
import { problemWithRegion } from '../../config/schema/aws-names.ts';
import { secretReference } from '../../config/schema/reference-schema.ts';
import { format, textWithout } from '../../config/schema/schema-parts.ts';
import {
  problemWithAnnotation,
  problemWithCertificate,
  problemWithKubernetesLabel,
  problemWithLabelValue,
  problemWithNamespace,
  problemWithSecretName,
} from './grammar.ts';

const eks = z
  .strictObject({
    cluster: z
      .string()
      .regex(/^[0-9A-Za-z][\w-]{0,99}$/, 'the name of an EKS cluster has letters, digits, - and _')
      .describe('The name of the cluster in EKS'),
    region: textWithout(problemWithRegion).describe('The region of the cluster'),
  })
  .describe('An EKS cluster, where the role of the function signs in; needs server and ca');

export const kubernetesOptions = z
  .strictObject({
    type: z.literal('kubernetes'),
    namespaces: z
      .array(textWithout(problemWithNamespace))
      .min(1)
      .refine((names) => new Set(names).size === names.length, 'a namespace is listed twice')
      .describe('The namespaces that get the Secrets: each gets all of them'),
    secret: textWithout(problemWithSecretName)
      .describe('One Secret for all hosts of this backend; default: a Secret for each host')
      .optional(),
    kubeconfig: secretReference.optional(),
    context: z
      .string()
      .min(1)
      .describe('The context of the kubeconfig; default: its current-context')
      .optional(),
    eks: eks.optional(),
    token: secretReference.optional(),
    server: z
      .string()
      .regex(/^https:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/, 'expected an address such as https://10.0.0.1:6443')
      .describe('The address of the API server, with eks and with token')
      .optional(),
    ca: textWithout(problemWithCertificate)
      .describe('The certificate that signs for the API server, as PEM or its base64; default: those of Node')
      .optional(),
    labels: z
      .record(textWithout(problemWithKubernetesLabel), textWithout(problemWithLabelValue))
      .describe('Labels of the Secrets')
      .optional(),
    annotations: z
      .record(textWithout(problemWithAnnotation), z.string())
      .describe('Annotations of the Secrets')
      .optional(),
    adopt: z
      .array(z.string().min(1))
      .describe('Existing Secrets that pullkeeper may overwrite, as namespace/name')
      .optional(),
    format: format.optional(),
  })
  .superRefine((options, context) => {
    for (const [key, message] of misfits(options)) context.addIssue({ code: 'custom', path: [key], message });
  })
  .describe('Secrets of a Kubernetes cluster; by default the service account of the pod signs in');

export type KubernetesOptions = z.infer<typeof kubernetesOptions>;

type Way = Partial<Record<'kubeconfig' | 'eks' | 'token' | 'context' | 'server' | 'ca', unknown>>;

/** The options that do not fit the chosen sign-in, each with the reason. */
function* misfits(options: Way): Generator<[key: keyof Way, message: string]> {
  const ways = (['kubeconfig', 'eks', 'token'] as const).filter((way) => options[way] !== undefined);
  const [way, second] = ways;
  if (second !== undefined)
    yield [second, `"${way}" and "${second}" are two ways to sign in to the cluster: keep one`];
  if (options.context !== undefined && way !== 'kubeconfig') {
    yield ['context', '"context" needs kubeconfig: add it'];
  }
  const isNamed = way === 'eks' || way === 'token';
  for (const key of ['server', 'ca'] as const) {
    if (options[key] !== undefined && !isNamed) {
      const knows = way === undefined ? 'a pod' : 'a kubeconfig';
      yield [key, `${knows} knows its API server: remove "${key}", or set eks or token`];
    }
  }
  if (isNamed && options.server === undefined) yield [way, `"${way}" needs server: add it`];
  if (way === 'eks' && options.ca === undefined) yield ['eks', '"eks" needs ca: add it'];
}
