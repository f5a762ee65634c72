import {
  awsRole,
  type Cases,
  declared,
  ECR,
  ENDLESS_HOSTS,
  FAKE,
  GAR,
  image,
  keys,
  login,
  registries,
  stored,
} from './build.ts';

const HUB = '"DOCKER_REGISTRY_https://index.docker.io/v1/"';

function server(command: string, secrets: string[] = []): string {
  const endpoints = 'server_port: 80, predict_endpoint: /, readiness_endpoint: /, liveness_endpoint: /';
  return `docker_server: {start_command: ${JSON.stringify(command)}, ${endpoints}}\n${declared(secrets)}`;
}

export const SECRETS_AND_ROTATION: Record<string, Cases> = {
  TDA501: {
    catches: [
      [stored({}, 'ghcr.io', []), 'docker_auth reads the secret login'],
      [keys({}, []), 'aws_access_key_id'],
      [keys({ aws_access_key_id_secret_name: 'id' }, ['aws_secret_access_key']), 'secret id'],
      [
        server('HF_TOKEN=$(cat /secrets/hf_access_token) serve'),
        'docker_server.start_command reads the secret hf_access_token',
      ],
      [server('serve --key "$(cat /secrets/api-key)"', ['other']), 'api-key'],
      ['build_commands:\n- cat /secrets/hf_token | login\n', 'build_commands[0] reads the secret hf_token'],
      // One finding for each secret, however often it is read.
      [
        'build_commands:\n- cat /secrets/a-b /secrets/a_b\n- cat /secrets/a_b\nsecrets:\n',
        'build_commands[0]',
      ],
    ],
    passes: [
      stored(),
      keys(),
      // Baseten takes all punctuation for the same.
      server('cat /secrets/hf-access-token', ['hf_access_token']),
      // Mounted by somebody else, or a name that only the shell knows.
      server('cat /run/secrets/token /app/secrets/x /secrets/$NAME /secrets/*'),
      server('ls /secrets'),
      'build_commands: [1, [cat /secrets/a]]\ndocker_server: {start_command: [cat /secrets/a]}\n',
      'build_commands: cat /secrets/a\n',
      // TDA504 reports these.
      stored({ secret_name: 'me:hunter22' }),
      keys({ aws_access_key_id_secret_name: FAKE.awsKeyId }),
      awsRole({ secret_name: 'login' }),
    ],
  },
  TDA502: {
    catches: [
      [declared([`hf_token: ${FAKE.huggingFace}`]), 'a Hugging Face token'],
      [declared([`openai: ${FAKE.openAi}`]), 'an API key'],
      [declared([`key: ${FAKE.awsKeyId}`]), 'an AWS access key id'],
      [declared([`gh: "${FAKE.gitHub}"`]), 'a GitHub token'],
      [declared([`baseten: ${FAKE.baseten}`]), 'a Baseten API key'],
      [declared(['login: AWS:not-a-real-password']), 'a registry login'],
      [
        declared([`login: ${Buffer.from('me:not-a-password').toString('base64')}`]),
        'a registry login in base64',
      ],
      [declared(['a: null', `a: ${FAKE.gitHub}`, 'a: null']), 'a GitHub token'],
    ],
    passes: [
      declared(['key']),
      declared(['key: ""']),
      declared(['key: BASETEN_API_KEY', 'b: HF_ACCESS_TOKEN', 'c: ENTER HF TOKEN HERE']),
      declared(['key: samplevalue', 'b: default_super_secret', 'c: placeholder__bound_at_runtime']),
      declared([`key: ${'hf'}_TOKEN_HERE_PLEASE_PUT_YOUR_OWN`, `b: ${'hf'}_${'x'.repeat(34)}`]),
      declared([`key: ${'AKIA'}IOSFODNN7EXAMPLE`]),
      declared(['key: correct-horse-7']),
    ],
  },
  TDA503: {
    catches: [
      [image('ghcr.io/a/b:1', ['DOCKER_REGISTRY_nvcr.io']), 'is not used: the image comes from ghcr.io'],
    ],
    passes: [
      image('ghcr.io/a/b:1', ['DOCKER_REGISTRY_ghcr.io']),
      image('a/b:1', [HUB]),
      image('ghcr.io/a/b:1', ['"DOCKER_REGISTRY_<host>"']),
      image('ghcr.io/a/b:1', ['DOCKER_REGISTRY_nvcr..io', 'nvcr.io']),
      declared(['DOCKER_REGISTRY_nvcr.io']),
    ],
  },
  TDA504: {
    catches: [
      [stored({ secret_name: 'AWS:not-a-real-password' }), 'secret_name holds a registry login'],
      [
        keys({ aws_access_key_id_secret_name: FAKE.awsKeyId }),
        'aws_access_key_id_secret_name holds an AWS access key id',
      ],
      [stored({ secret_name: FAKE.gitHub }), 'a GitHub token'],
      [stored({ secret_name: 'me:hunter22' }), 'secret_name holds a user and a password'],
    ],
    passes: [
      stored(),
      keys(),
      awsRole(),
      stored({ secret_name: 'AWS_LOGIN' }),
      stored({ secret_name: 'DOCKER_REGISTRY_registry.example.com:5000' }),
      stored({ secret_name: 'prod:registry' }),
      // Only the name of a secret is taken for a login of an unknown form.
      awsRole({ aws_oidc_role_arn: 'role:hunter22' }),
      stored({ secret_name: '[ghcr_login]', aws_oidc_region: '{ a: b }' }),
    ],
  },
  TDA505: {
    catches: [
      [declared(['a-b', 'a_b']), 'a_b and a-b are the same secret'],
      [
        declared(['DOCKER_REGISTRY_a.b.example.com', 'DOCKER_REGISTRY_a-b.example.com']),
        'are the same secret',
      ],
    ],
    passes: [declared(['a-b', 'a-c']), declared(['ab', 'a_b']), declared(['a'])],
  },
  TDA506: {
    catches: [
      [awsRole({}, ECR, [`DOCKER_REGISTRY_${ECR}`]), 'a second login'],
      [stored({}, 'ghcr.io', ['login', 'DOCKER_REGISTRY_ghcr.io']), 'a second login'],
      [stored({ registry: 'docker.io' }, 'docker.io', ['login', HUB]), 'docker.io'],
      // Without a registry in the block, the image says which one it is.
      [login(ECR, { auth_method: 'AWS_IAM' }, [`DOCKER_REGISTRY_${ECR}`]), 'a second login'],
      [
        stored({ registry: 'nvcr.io' }, 'ghcr.io', ['login', 'DOCKER_REGISTRY_nvcr.io']),
        'logs in to nvcr.io',
      ],
    ],
    passes: [
      stored({ registry: 'nvcr.io' }, 'ghcr.io', ['login', 'DOCKER_REGISTRY_ghcr.io']),
      login('<host>', { auth_method: 'AWS_IAM' }, [`DOCKER_REGISTRY_${ECR}`]),
      awsRole({}, ECR, ['DOCKER_REGISTRY_ghcr.io']),
      awsRole(),
      // TDA205 reports this block: it cannot log in.
      awsRole({ registry: 'acme.azurecr.io' }, 'acme.azurecr.io', ['DOCKER_REGISTRY_acme.azurecr.io']),
      image(`${ECR}/a:1`, [`DOCKER_REGISTRY_${ECR}`]),
      // The block reads this very secret: one login, not two.
      stored({ secret_name: 'DOCKER_REGISTRY_ghcr.io' }, 'ghcr.io', ['DOCKER_REGISTRY_ghcr.io']),
      awsRole({}, ECR, ['hf_access_token']),
    ],
  },
  TDA507: {
    catches: [
      [declared(['docker_registry_ghcr.io']), 'the prefix must be DOCKER_REGISTRY_'],
      [declared(['DOCKER-REGISTRY-ghcr.io']), 'the prefix must be'],
      [declared(['"DOCKER_REGISTRY__ghcr.io"']), 'the prefix must be'],
    ],
    passes: [
      declared(['DOCKER_REGISTRY_ghcr.io']),
      declared(['docker_registry_password']),
      declared(['my_docker_registry_ghcr.io', '"docker_registry_ghcr.io or so"', 'docker_registryghcr.io']),
      declared(['docker']),
    ],
  },
  TDA508: {
    catches: [
      [declared(['"DOCKER_REGISTRY_https://ghcr.io"']), ''],
      [declared(['DOCKER_REGISTRY_ghcr.io/acme']), ''],
      [declared(['DOCKER_REGISTRY_']), 'is not followed by a host'],
      [declared(['DOCKER_REGISTRY_ghcr..io']), 'between two of its dots'],
    ],
    passes: [
      declared(['"DOCKER_REGISTRY_<host>"', '"https://ghcr.io"']),
      // Docker Hub has a rule of its own.
      declared(['"DOCKER_REGISTRY_https://docker.io"']),
      declared(['DOCKER_REGISTRY_ghcr.io']),
      declared([HUB]),
      declared(['"DOCKER_REGISTRY_https://docker.io"']),
      declared(['"DOCKER_REGISTRY_<host>"']),
    ],
  },
  TDA509: {
    catches: [
      [
        stored({ secret_name: 'DOCKER_REGISTRY_ghcr.io' }, 'ghcr.io', ['DOCKER_REGISTRY_ghcr.io']),
        'reads plain user:password',
      ],
    ],
    passes: [
      stored(),
      login(GAR, { auth_method: 'GCP_SERVICE_ACCOUNT_JSON', secret_name: 'DOCKER_REGISTRY_x.io' }),
    ],
  },
  TDA510: {
    catches: [
      [declared(['password: correct-horse-7']), 'password seems to have its value'],
      [declared(['token: "8f14e45fceea167a"']), 'token seems'],
    ],
    passes: [
      declared(['password']),
      declared(['password: HF_ACCESS_TOKEN_2', 'b: samplevalue', 'c: my-password-1']),
      declared(['password: password', 'b: a1', 'c: two words 1']),
      declared([`password: \${PASSWORD_1}`, 'b: <password-1>']),
      // An error of TDA502 instead.
      declared([`token: ${FAKE.gitHub}`]),
    ],
  },
  TDA511: {
    catches: [
      [
        `environment_variables:\n  HF_TOKEN: ${FAKE.huggingFace}\n`,
        'environment_variables.HF_TOKEN holds a Hugging Face token',
      ],
      [`build_commands:\n- export KEY=${FAKE.openAi}\n`, 'build_commands[0] holds an API key'],
      [
        'requirements:\n- git+https://me:not-a-password@github.com/a/b.git\n',
        'requirements[0] holds a user and a password',
      ],
      [`model_metadata: {deep: [{key: ${FAKE.awsKeyId}}]}\n`, 'model_metadata.deep[0].key'],
    ],
    passes: [
      'environment_variables:\n  HF_TOKEN: hf_access_token\n  KEY: placeholder\n',
      declared([`a: ${FAKE.gitHub}`]),
      stored({ secret_name: FAKE.gitHub }),
      // Long base64 in examples is a picture, not a password.
      `model_metadata: {example_model_input: {image: ${'iVBORw0KGgoAAAANSUhEUgAA'.repeat(20)}}}\n`,
      'requirements:\n- git+https://github.com/a/b.git@0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d\n',
    ],
  },
  TDA512: {
    catches: [
      [
        'external_data:\n- {url: "https://b.s3.amazonaws.com/m?X-Amz-Signature=0a1b2c3d4e5f60718293", local_data_path: m}\n',
        'external_data[0].url',
      ],
      [
        'environment_variables: {U: "https://storage.googleapis.com/b/m?X-Goog-Signature=0a1b2c3d4e5f60718293"}\n',
        'environment_variables.U',
      ],
      [
        'environment_variables: {U: "https://a.blob.core.windows.net/b?sv=1&sig=0a1b2c3d4e5f60718293%2Bx"}\n',
        'expires',
      ],
    ],
    passes: [
      'external_data:\n- {url: "https://b.s3.amazonaws.com/m?versionId=1", local_data_path: m}\n',
      'weights:\n- {source: s3://b/m, mount_location: /m}\n',
    ],
  },
  TDA601: {
    catches: [[image(`${ECR}/a:1`, [`DOCKER_REGISTRY_${ECR}`]), '12 hours']],
    passes: [image('ghcr.io/a/b:1', ['DOCKER_REGISTRY_ghcr.io']), awsRole()],
  },
  TDA602: {
    catches: [[image(`${GAR}/p/r/a:1`, [`DOCKER_REGISTRY_${GAR}`]), 'an hour']],
    passes: [
      image('ghcr.io/a/b:1', ['DOCKER_REGISTRY_ghcr.io']),
      image(`${ECR}/a:1`, [`DOCKER_REGISTRY_${ECR}`]),
    ],
  },
  TDA603: {
    registries: `${registries('ghcr.io')}  - host: kept.azurecr.io\n    publish: [models]\n`,
    catches: [
      [image(`${ECR}/a:1`, [`DOCKER_REGISTRY_${ECR}`]), `publishes a login for ${ECR}`],
      [image(`${GAR}/p/r/a:1`, [`DOCKER_REGISTRY_${GAR}`]), `publishes a login for ${GAR}`],
      ...['acme.azurecr.io', 'acme.azurecr.cn'].map((host): [string, string] => [
        image(`${host}/a/b:1`, [`DOCKER_REGISTRY_${host}`]),
        `publishes a login for ${host}`,
      ]),
    ],
    passes: [
      ...ENDLESS_HOSTS.map((host) => image(`${host}/a/b:1`, [`DOCKER_REGISTRY_${host}`])),
      image('ghcr.io/a/b:1', ['DOCKER_REGISTRY_ghcr.io']),
      image('kept.azurecr.io/a/b:1', ['DOCKER_REGISTRY_kept.azurecr.io']),
      image(`${ECR}/a:1`, ['DOCKER_REGISTRY_ecr..io', ECR]),
      image('registry.example.com/a/b:1', ['DOCKER_REGISTRY_registry.example.com']),
      awsRole(),
    ],
  },
  TDA604: {
    registries: registries(ECR, 'our_login'),
    catches: [
      [image(`${ECR}/a:1`, [`DOCKER_REGISTRY_${ECR}`]), 'as our_login'],
      [stored({}, ECR), 'this model reads login'],
      [stored({ registry: ECR }), 'this model reads login'],
      [login(ECR, { auth_method: 'REGISTRY_SECRET', secret_name: 'login' }), 'this model reads login'],
    ],
    passes: [
      image(`${ECR}/a:1`, ['our_login']),
      image('ghcr.io/a/b:1', ['DOCKER_REGISTRY_ghcr.io']),
      stored({ secret_name: 'our-login' }, ECR),
      stored({ registry: 'ghcr.io' }, ECR),
      // What the other methods read is no login.
      keys(),
    ],
  },
};
