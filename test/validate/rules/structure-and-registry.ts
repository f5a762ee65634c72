import { awsRole, type Cases, declared, ECR, GAR, image, keys, login, ROLE, stored } from './build.ts';

const HUB = 'https://index.docker.io/v1/';

export const STRUCTURE_AND_REGISTRY: Record<string, Cases> = {
  TDA101: {
    catches: [
      ['...\nbase_image:\n  image: ghcr.io/a/b:1\n', 'ends a YAML document'],
      ['# a comment\n\n...\n  base_image:\n    image: ghcr.io/a/b:1\n', 'ends a YAML document'],
      // Only lines that are a marker go, and a comment does not count as the left margin.
      ['...\r\n# more\r\n  ...more: a...\r\n  #\r\n\r\n  b: ...\r\n...  \r\n', 'ends a YAML document'],
      ['...\na: [\n', 'ends a YAML document'],
    ],
    passes: [
      'a: [\n...\n',
      'a: [\n',
      '"...\n',
      'base_image:\n  image: ghcr.io/a/b:1\n...\n',
      '---\nbase_image:\n  image: ghcr.io/a/b:1\n',
    ],
  },
  TDA102: {
    catches: [
      ['model_name: a\nmodel_name: b\n', 'model_name is given again'],
      ['resources:\n  cpu: "1"\n  cpu: "2"\n', 'resources.cpu is given again'],
      [
        'weights:\n- {source: hf://a/b, mount_location: /m, source: hf://c/d}\n',
        'weights[0].source is given again',
      ],
      ['environment_variables: {A: x, A: y}\n', 'environment_variables.A is given again'],
      // Once, however many aliases the mapping has.
      ['a: &x {b: 1, b: 2}\nc: *x\nd: [[{1: e, 1: f}]]\n', 'd[0][0]["1"] is given again'],
    ],
    passes: ['model_metadata: {a: {x: 1}, b: {x: 1}}\n', 'model_metadata: {1: a, "1": b}\n'],
  },
  TDA103: {
    catches: [
      [`base_image:\n  docker_auth: {auth_method: AWS_IAM, registry: ${ECR}}\n`, 'no image'],
      [`base_image:\n  image: ""\n  docker_auth: {auth_method: AWS_IAM, registry: ${ECR}}\n`, 'no image'],
    ],
    passes: [awsRole(), 'base_image: {python_executable_path: /usr/bin/python}\n'],
  },
  TDA104: {
    catches: [['base_image:\n  image: ghcr.io/a/b:1\n  docker_auth:\n', 'nothing in it']],
    passes: [
      'base_image:\n  image: ghcr.io/a/b:1\n  docker_auth: null\n',
      'base_image:\n  image: ghcr.io/a/b:1\n  docker_auth: ~\n',
      awsRole(),
    ],
  },
  TDA105: {
    catches: [
      [awsRole({ auth_method: 'aws_oidc' }), 'the documented name is AWS_OIDC'],
      [keys({ auth_method: 'Aws_Iam' }), 'the documented name is AWS_IAM'],
    ],
    passes: [awsRole(), keys()],
  },
  TDA106: {
    catches: [
      [keys({ secret_name: 'other' }), 'for GCP_SERVICE_ACCOUNT_JSON and REGISTRY_SECRET'],
      [keys({ aws_oidc_region: 'us-west-2' }), 'for AWS_OIDC'],
      [stored({ gcp_oidc_service_account: 'a' }), 'for GCP_OIDC'],
      [awsRole({ aws_access_key_id_secret_name: 'id' }), 'for AWS_IAM'],
      [stored({ aws_assume_role_arn: ROLE }), 'for AWS_ASSUME_ROLE'],
      [stored({ aws_assume_role_region: 'us-west-2' }), 'for AWS_ASSUME_ROLE'],
      [stored({ aws_oidc_role_arn: ROLE }), 'for AWS_OIDC'],
      [stored({ gcp_oidc_workload_id_provider: 'b' }), 'for GCP_OIDC'],
      [stored({ aws_access_key_id_secret_name: 'id' }), 'for AWS_IAM'],
      [stored({ aws_secret_access_key_secret_name: 'key' }), 'for AWS_IAM'],
    ],
    passes: [
      // Truss refuses these itself: a second finding about the same line would be noise.
      awsRole({ secret_name: 'login' }),
      awsRole({ gcp_oidc_service_account: 'a' }),
      keys({ aws_access_key_id_secret_name: 'id' }),
      stored(),
    ],
  },
  TDA107: {
    catches: [
      [image('<your-registry>/llama:1'), 'base_image.image still contains a placeholder'],
      [image('your/repository:tag'), 'base_image.image'],
      [image(`\${REGISTRY}/llama:1`), 'base_image.image'],
      [awsRole({ aws_oidc_role_arn: 'arn:aws:iam::<account>:role/pull' }), 'aws_oidc_role_arn'],
      [image('ghcr.io/a/b:1', ['"DOCKER_REGISTRY_<host>"']), 'secrets'],
    ],
    passes: [image('ghcr.io/yourself/b:1'), image('ghcr.io/a/b:1', ['hf_access_token']), awsRole()],
  },
  TDA108: {
    catches: [
      [image('"ghcr.io/a/b:1 "'), 'base_image.image ends with space'],
      [image('" ghcr.io/a/b:1"'), 'base_image.image begins with space'],
      [awsRole({ aws_oidc_region: '|\n      us-west-2' }), 'aws_oidc_region ends with'],
      [stored({ secret_name: '" login "' }), 'secret_name begins with'],
    ],
    passes: [
      image('"  "'),
      image('1 '),
      // Truss ignores the space there.
      awsRole({ auth_method: '"AWS_OIDC "' }),
      image('"ghcr.io/a/b:1"'),
      awsRole({ aws_oidc_region: '|-\n      us-west-2' }),
    ],
  },
  TDA109: {
    catches: [
      [stored(), 'training jobs'],
      [stored({ auth_method: 'registry_secret' }), 'training jobs'],
    ],
    passes: [awsRole(), keys()],
  },
  TDA201: {
    catches: [
      [login(ECR, { auth_method: 'AWS_IAM' }), 'does not name the registry'],
      [login(ECR, { auth_method: 'AWS_IAM', registry: '""' }), 'does not name the registry'],
      [login(ECR, { auth_method: 'AWS_IAM', registry: '' }), 'does not name the registry'],
      // The method cannot log in to the host of the image, so that host is not suggested.
      [login('ghcr.io', { auth_method: 'AWS_IAM' }), 'does not name the registry'],
      [login('ghcr.io', { auth_method: 'REGISTRY_SECRET' }), 'does not name the registry'],
      [login(ECR, { secret_name: 'a' }), 'does not name the registry'],
      ['base_image:\n  docker_auth: {auth_method: AWS_IAM}\n', 'does not name the registry'],
    ],
    passes: [awsRole(), login(ECR, { auth_method: 'AWS_IAM', regsitry: ECR }), image(`${ECR}/a:1`)],
  },
  TDA202: {
    catches: [
      [awsRole({ registry: ECR.replace('west', 'east') }), 'the image comes from'],
      [stored({ registry: 'docker.io' }), 'the image comes from ghcr.io'],
    ],
    passes: [
      awsRole(),
      stored({ registry: 'GHCR.io' }),
      awsRole({ registry: `https://${ECR}` }),
      stored({ registry: HUB }, 'docker.io'),
      login('<host>', { auth_method: 'AWS_IAM', registry: ECR }),
    ],
  },
  TDA203: {
    catches: [
      [stored({ registry: 'https://ghcr.io' }), ''],
      [stored({ registry: 'ghcr.io/acme' }), ''],
      [stored({ registry: 'ghcr..io' }), ''],
    ],
    passes: [stored(), stored({ registry: 'registry.example.com:5000' }), stored({ registry: '<host>' })],
  },
  TDA204: {
    catches: [
      [stored({ registry: 'registry-1.docker.io' }, 'docker.io'), 'is Docker Hub'],
      [stored({ registry: 'https://index.docker.io/v2/' }, 'docker.io'), 'is Docker Hub'],
      [stored({ registry: 'http://index.docker.io/v1' }, 'docker.io'), 'is Docker Hub'],
      [stored({ registry: 'docker.io/' }, 'docker.io'), 'is Docker Hub'],
      [image('acme/llama:1', ['DOCKER_REGISTRY_docker.io']), 'is not found'],
      [image('acme/llama:1', ['DOCKER_REGISTRY_index.docker.io']), 'is not found'],
    ],
    passes: [
      stored({ registry: 'docker.io' }, 'docker.io'),
      stored({ registry: HUB }, 'docker.io'),
      stored({ registry: 'https://index.docker.io/v1/acme' }, 'docker.io'),
      stored({ registry: 'xhttps://docker.io' }, 'docker.io'),
      image('acme/llama:1', [`"DOCKER_REGISTRY_${HUB}"`, 'DOCKER_REGISTRY_ghcr.io', 'docker.io']),
    ],
  },
  TDA205: {
    catches: [
      [awsRole({ registry: 'ghcr.io' }, 'ghcr.io'), 'GitHub Container Registry'],
      [login(ECR, { auth_method: 'GCP_OIDC', registry: ECR }), 'Amazon ECR'],
      [login(GAR, { auth_method: 'AWS_IAM', registry: GAR }), 'Google Artifact Registry'],
      [awsRole({}, 'acme.azurecr.io'), 'Azure Container Registry'],
      [login('acme.azurecr.us', { auth_method: 'GCP_OIDC', registry: 'acme.azurecr.us' }), 'Azure'],
      [awsRole({}, 'acme.jfrog.io'), 'JFrog Artifactory'],
      [awsRole({}, 'docker.cloudsmith.io'), 'Cloudsmith'],
      [awsRole({}, 'quay.io'), 'Quay'],
      [awsRole({}, 'registry.digitalocean.com'), 'DigitalOcean'],
      [awsRole({}, 'registry.example.com'), `neither Amazon's nor Google's`],
      [keys({ registry: 'public.ecr.aws' }), 'needs no login'],
      [keys({ registry: 'nvcr.io' }), 'NGC'],
      [keys({ registry: 'docker.io' }), 'Docker Hub'],
      // The image tells the registry where the block does not.
      [login(GAR, { auth_method: 'AWS_ASSUME_ROLE' }), 'Google Artifact Registry'],
      [login(ECR, { auth_method: 'GCP_SERVICE_ACCOUNT_JSON', secret_name: 'a' }), 'Amazon ECR'],
    ],
    passes: [
      keys({ registry: 'ghcr..io' }),
      login(ECR, { registry: 'ghcr.io' }),
      login('<host>', { auth_method: 'AWS_IAM' }),
      awsRole(),
      keys(),
      stored(),
      stored({}, 'acme.azurecr.io'),
      login('ghcr.io', { auth_method: 'X', registry: 'ghcr.io' }),
    ],
  },
  TDA206: {
    catches: [
      [image('https://ghcr.io/a/b:1'), 'has no scheme'],
      [image('ghcr.io/a b:1'), 'a space'],
      [image('ghcr.io/a/b@sha256:12ab'), 'not a complete sha256 digest'],
      [image('ghcr.io/A/b:1'), 'capital letters'],
      [image('"ghcr.io/a/b:"'), 'no tag after the last colon'],
      [image('docker://ghcr.io/a/b:1//'), 'has no scheme'],
      [image('OCI://ghcr.io/a/b:1'), 'has no scheme'],
      [image('ftp://ghcr.io/a/b:1'), 'has no scheme'],
      [image('my-https://ghcr.io/a/b:1'), 'a character that is not allowed'],
      [image('ghcr.io/a/b/'), 'a character that is not allowed'],
      [image('ghcr.io/a https://ghcr.io/b'), 'a space'],
      [image('ghcr.io:443/a/b:V!'), 'a character that is not allowed'],
      [image('ghcr.io/a/b:ä'), 'a character that is not allowed'],
    ],
    passes: [
      image('ghcr.io/a/b:1'),
      image('python:3.11-Slim'),
      image(`ghcr.io/a/b@sha256:${'0a'.repeat(32)}`),
    ],
  },
  TDA207: {
    catches: [
      [image(`${ECR}/llama:1`), `${ECR} is private`],
      [image(`${ECR}/llama:1`, ['hf_access_token']), 'is private'],
      [image('nvcr.io/nim/meta/llama:1.0'), 'nvcr.io/nim is private'],
      [image('nvcr.io/nim/meta/llama:1.0', ['hf_access_token']), 'nvcr.io/nim is private'],
      [`base_image:\n  image: ${ECR}/llama:1\n  docker_auth: null\n`, 'is private'],
    ],
    passes: [
      awsRole(),
      image(`${ECR}/llama:1`, [`DOCKER_REGISTRY_${ECR}`]),
      image('nvcr.io/nim/meta/llama:1.0', ['DOCKER_REGISTRY_nvcr.io']),
      image('nvcr.io/nvidia/pytorch:25.06-py3'),
      image('nvcr.io/acme/nim/llama:1'),
      image('ghcr.io/nim/llama:1'),
      image('ghcr.io/a/b:1'),
      image('public.ecr.aws/a/b:1'),
    ],
  },
  TDA208: {
    catches: [
      [image(`${GAR}/llama:1`), 'too short'],
      [image(`${GAR}/project/llama:1`), 'too short'],
    ],
    passes: [
      image(`${GAR}/project/repository/llama:1`),
      image(`${GAR}/project/repository/more/llama:1`),
      image('gcr.io/project/llama:1'),
      image('us-python.pkg.dev/llama:1'),
      image('ghcr.io/llama:1'),
    ],
  },
  TDA209: {
    catches: [
      [image('ghcr.io/a/b'), 'has no tag'],
      [image('vllm/vllm-openai:latest'), 'moves'],
    ],
    passes: [
      image('vllm/vllm-openai:v0.7.3'),
      image(`ghcr.io/a/b@sha256:${'0a'.repeat(32)}`),
      image(`ghcr.io/a/b:latest@sha256:${'0a'.repeat(32)}`),
      image('https://ghcr.io/a/b'),
      declared(['a']),
    ],
  },
};
