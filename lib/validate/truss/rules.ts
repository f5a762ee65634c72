import type { RuleInfo } from '../rule.ts';
import { AWS_KEYS_LOGIN, AWS_OIDC_LOGIN, withField, withoutField } from '../samples.ts';

/** The errors of Truss itself. They cannot be waived. */
export const TRUSS_RULES: readonly RuleInfo[] = [
  {
    id: 'TDA001',
    severity: 'error',
    title: 'Truss cannot read the file',
    why: 'Truss reads config.yaml with PyYAML, by the rules of YAML 1.1. It rejects some things that other tools accept: tabs between tokens, merge keys ("<<"), tags of your own, dates that do not exist, a second document.',
    caught: `
model_metadata: &defaults
  team: ml
base_image:
  <<: *defaults
  image: ghcr.io/acme/llama:1
`,
    passed: `
model_metadata:
  team: ml
base_image:
  image: ghcr.io/acme/llama:1
`,
  },
  {
    id: 'TDA002',
    severity: 'error',
    title: 'A value of the wrong type',
    why: 'YAML 1.1 reads yes, 0777, 10:30 and 2024-01-01 as a boolean, numbers and a date. If Truss expects text, it rejects the file.',
    caught: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  hf_access_token: 12345
`,
    passed: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  hf_access_token: null
`,
  },
  {
    id: 'TDA003',
    severity: 'error',
    title: 'An auth_method that Truss does not know',
    why: 'The name is compared exactly, except for capitals: no hyphens, no spaces around it. AWS_ASSUME_ROLE came after Truss 0.18.26.',
    caught: withField(AWS_KEYS_LOGIN, 'auth_method', 'AWS-IAM'),
    passed: AWS_KEYS_LOGIN,
  },
  {
    id: 'TDA004',
    severity: 'error',
    title: 'A required field is missing',
    why: 'Each auth_method has its own required fields. An empty string and null count as missing.',
    caught: withoutField(AWS_OIDC_LOGIN, 'aws_oidc_region'),
    passed: AWS_OIDC_LOGIN,
  },
  {
    id: 'TDA005',
    severity: 'error',
    title: 'A field that the auth_method does not allow',
    why: 'Truss rejects the fields of one method under another, because they have no effect.',
    caught: `${AWS_OIDC_LOGIN}    secret_name: ecr_login
`,
    passed: AWS_OIDC_LOGIN,
  },
  {
    id: 'TDA006',
    severity: 'error',
    title: 'A key that Truss does not know',
    why: 'Every command loads a file with unknown keys, but truss push rejects it. A misspelt key is an unknown key.',
    caught: AWS_KEYS_LOGIN.replace('registry:', 'regsitry:'),
    passed: AWS_KEYS_LOGIN,
  },
  {
    id: 'TDA007',
    severity: 'error',
    title: 'A value that Truss does not accept',
    why: 'A few settings have their own rules: the names of secrets in build.secret_to_path_mapping, python_executable_path, build.no_cache.',
    caught: `
base_image:
  image: ghcr.io/acme/llama:1
  python_executable_path: bin/python
`,
    passed: `
base_image:
  image: ghcr.io/acme/llama:1
  python_executable_path: /usr/bin/python
`,
  },
  {
    id: 'TDA008',
    severity: 'info',
    title: 'The verdict of Truss is not known',
    why: 'A few verdicts depend on other installed packages, or on values that no config needs. pullkeeper does not guess: the verdict is "unknown".',
    caught: `
base_image:
  image: ghcr.io/acme/llama:1
trt_llm:
  build:
    checkpoint_repository:
      source: HF
      repo: acmé/llama
`,
    passed: `
base_image:
  image: ghcr.io/acme/llama:1
trt_llm:
  build:
    checkpoint_repository:
      source: HF
      repo: acme/llama
`,
  },
  {
    id: 'TDA090',
    severity: 'error',
    title: 'A file that its aliases make too large',
    why: 'A few lines of nested aliases can expand to millions of values. pullkeeper stops before it expands them; Truss expands them.',
    caught: `
base_image:
  image: ghcr.io/acme/llama:1
model_metadata:
  a: &a [x, x, x, x, x, x, x, x, x, x]
  b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
  c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
  d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
  e: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
`,
    passed: `
base_image:
  image: ghcr.io/acme/llama:1
model_metadata:
  a: [x, x, x, x, x, x, x, x, x, x]
`,
  },
];
