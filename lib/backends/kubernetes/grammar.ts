import { quote } from '../../secrecy/quote.ts';

/** The rules for names in Kubernetes: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */

const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const LONGEST_SUBDOMAIN = 253;

export function problemWithNamespace(text: string): string | undefined {
  return DNS_LABEL.test(text)
    ? undefined
    : `${quote(text)} is not a namespace: at most 63 of a-z, 0-9 and -, with a letter or digit at both ends`;
}

export function problemWithSecretName(text: string): string | undefined {
  if (text === '') return 'the name of the secret is empty';
  if (text.length > LONGEST_SUBDOMAIN) {
    return `the name of the secret has ${text.length} characters, and Kubernetes allows ${LONGEST_SUBDOMAIN}`;
  }
  return DNS_SUBDOMAIN.test(text)
    ? undefined
    : `Kubernetes does not allow ${quote(text)} as the name of a Secret: use a-z, 0-9, - and ., with a letter or digit at both ends`;
}

/** An optional prefix, which is a domain, and a name: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
const QUALIFIED = /^(?:([^/]+)\/)?([A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)$/;

/** The label and the annotations that pullkeeper sets itself. */
export const MANAGED_BY = 'app.kubernetes.io/managed-by';
export const EXPIRES = 'pullkeeper.expires';
export const HOSTS = 'pullkeeper.hosts';

export function problemWithKubernetesLabel(text: string): string | undefined {
  return text === MANAGED_BY ? 'pullkeeper sets this label itself' : problemWithQualified(text, 'a label');
}

export function problemWithAnnotation(text: string): string | undefined {
  return text === EXPIRES || text === HOSTS
    ? 'pullkeeper sets this annotation itself'
    : problemWithQualified(text, 'an annotation');
}

export function problemWithLabelValue(text: string): string | undefined {
  return /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/.test(text)
    ? undefined
    : `${quote(text)} is not the value of a label: at most 63 letters, digits, - _ and .`;
}

function problemWithQualified(text: string, what: string): string | undefined {
  const [all, prefix] = QUALIFIED.exec(text) ?? [];
  const isDomain = prefix === undefined || (prefix.length <= LONGEST_SUBDOMAIN && DNS_SUBDOMAIN.test(prefix));
  return all !== undefined && isDomain
    ? undefined
    : `${quote(text)} is not the name of ${what} in Kubernetes, such as team or example.com/team`;
}

const PEM = /^\s*(?:[^-]*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/;
/** `-----BEGIN CERTIFICATE` in base64. */
const PEM_IN_BASE64 = /^LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS[A-Za-z0-9+/\s]+=*\s*$/;

/** One certificate or more. Only the form is checked: TLS reads them. */
export function problemWithCertificate(text: string): string | undefined {
  return PEM.test(text) || PEM_IN_BASE64.test(text)
    ? undefined
    : 'expected a certificate as PEM, or its base64 as aws eks describe-cluster prints it';
}
