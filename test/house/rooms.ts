const BASE = ['lib', 'lib/async', 'lib/files', 'lib/secrecy', 'lib/text'];
const HOSTS = [...BASE, 'lib/hosts'];
const SCHEMA = [...HOSTS, 'lib/config/schema'];
const CLOUDS = [...SCHEMA, 'lib/aws', 'lib/subject', 'lib/google', 'lib/telemetry'];
/** What is known of sources and backends, and how they are called. config.ts takes their types, and the compiler their catalogues. */
const PLACES = [...CLOUDS, 'lib/references', 'lib/sources', 'lib/backends'];
const CONFIG = [...PLACES, 'lib/config'];
const RUN = [...CONFIG, 'lib/probe', 'lib/ledger', 'lib/refresh'];
const VALIDATE = ['lib/validate', 'lib/validate/yaml', 'lib/validate/truss', 'lib/validate/model'];

/**
 * The rooms of the house, and the other rooms that each may import, types included: docs/architecture.md. A file belongs
 * to the longest path here that it lies under. An import that is not listed is refused.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  lib: ['lib/secrecy'],
  'lib/async': ['lib', 'lib/secrecy'],
  'lib/files': ['lib', 'lib/secrecy'],
  'lib/secrecy': [],
  'lib/text': ['lib'],
  'lib/telemetry': ['lib/secrecy', 'lib/text'],
  'lib/hosts': BASE,

  'lib/config/schema': HOSTS,
  'lib/config': PLACES,
  'lib/config/file': CONFIG,

  'lib/aws': [...BASE, 'lib/hosts'],
  'lib/subject': [...SCHEMA, 'lib/aws'],
  'lib/google': [...SCHEMA, 'lib/aws', 'lib/subject', 'lib/telemetry'],
  'lib/references': CLOUDS,
  'lib/sources': [...CLOUDS, 'lib/references', 'lib/subject'],
  'lib/backends': [...CLOUDS, 'lib/references'],
  'lib/probe': [...BASE, 'lib/hosts'],
  'lib/ledger': [...CONFIG, 'lib/aws'],
  'lib/refresh': RUN,

  'lib/serve': [...RUN, 'lib/api', 'lib/config/file', 'lib/deployment/alarms', 'lib/forecast', 'lib/status'],
  'lib/deployment': CONFIG,
  'lib/deployment/policy': [...CONFIG, 'lib/deployment'],
  'lib/deployment/alarms': [...CONFIG, 'lib/deployment', 'lib/telemetry'],
  'lib/forecast': [...RUN, 'lib/deployment', 'lib/deployment/alarms'],
  'lib/status': [...CONFIG, 'lib/ledger'],
  'lib/doctor': [...RUN, 'lib/deployment', 'lib/deployment/alarms', 'lib/deployment/policy'],
  'lib/inspect': [...CONFIG, 'lib/sources'],

  'lib/validate/yaml': BASE,
  'lib/validate': [
    ...HOSTS,
    'lib/validate/yaml',
    'lib/validate/truss',
    'lib/validate/model',
    'lib/validate/rules',
    'lib/validate/fal',
  ],
  'lib/validate/truss': [...BASE, 'lib/validate', 'lib/validate/yaml'],
  'lib/validate/model': [...HOSTS, 'lib/validate', 'lib/validate/yaml', 'lib/validate/truss'],
  'lib/validate/rules': [...HOSTS, ...VALIDATE],
  'lib/validate/fal': [...HOSTS, ...VALIDATE],
  'lib/validate/formats': [...HOSTS, ...VALIDATE],
  'lib/api': [...HOSTS, 'lib/config', 'lib/ledger', 'lib/status', ...VALIDATE, 'lib/validate/formats'],

  functions: ['lib', 'lib/api', 'lib/config', 'lib/config/file', 'lib/ledger', 'lib/refresh', 'lib/status'],
  sandbox: ['lib/hosts'],
  cli: ['lib/**'],
  scripts: ['lib/**', 'cli', 'functions', 'sandbox', 'web', 'web/shared'],
  web: [],
  'web/shared': ['lib', 'lib/text'],
  'web/board': ['lib', 'lib/text', 'lib/status', 'web/shared'],
  'web/share': ['lib/secrecy', 'lib/validate', 'lib/validate/model', 'lib/validate/yaml', 'web/shared'],
  'web/playground': ['lib/**', 'web/share', 'web/shared'],
  'web/plan': ['lib/**', 'web/share', 'web/shared'],
};
