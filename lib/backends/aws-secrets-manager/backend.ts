import { createHash } from 'node:crypto';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  type Tag,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { clientOptions } from '../../aws/client-options.ts';
import { awsErrorName, awsFailure, awsReason } from '../../aws/failure.ts';
import { Failure } from '../../failure.ts';
import { Secret } from '../../secrecy/secret.ts';
import { type Backend, DOES_NOT_EXIST, type Target } from '../backend.ts';
import type { AwsSecretsManagerTarget } from './traits.ts';

/** The tag that marks a secret as ours. A secret without it belongs to someone else, until the config adopts it. */
const OWNER_TAG: Tag = { Key: 'managed-by', Value: 'pullkeeper' };

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MAX_BYTES = 65_536;

/** AWS throttles an account at 50 writes a second, and a large run is faster. Five attempts end within 8 s. */
const MOST_ATTEMPTS = 5;

/** Creates the secret at first, and later adds versions. The previous version stays as AWSPREVIOUS. */
export function awsSecretsManager(options: AwsSecretsManagerTarget): Backend {
  const client = new SecretsManagerClient({ ...clientOptions(options.region), maxAttempts: MOST_ATTEMPTS });

  return {
    async publish(value, target, signal) {
      const { name } = target;
      refuseTooLarge(value, name);
      const sending = { abortSignal: signal };
      try {
        let existing = await describe(name, sending).catch(async (error: unknown) => {
          // A role that names single secrets is denied to find out that one does not exist. But it may create the
          // secret.
          if (awsReason(error) !== 'denied') throw error;
          const isMade = await create(value, target, sending).catch(() => false);
          if (!isMade) throw error;
          return 'made' as const;
        });
        if (existing === 'made') return;
        if (existing === undefined && (await create(value, target, sending))) return;
        existing ??= await describe(name, sending);
        if (existing === undefined) throw vanished(name, options.region);
        refuseDeleted(existing, name, options.region);
        await ensureOurs(existing, name, sending);
        const current = versionAt('AWSCURRENT', existing);
        if (current === versionId(name, value, versionAt('AWSPREVIOUS', existing))) return;
        const token = versionId(name, value, current);
        const { VersionId: written } = await client.send(
          new PutSecretValueCommand({
            SecretId: name,
            SecretString: value.reveal(),
            ClientRequestToken: token,
          }),
          sending,
        );
        if (written !== token) throw noUsableAnswer(name, options.region);
      } catch (error) {
        throw awsFailure(error, `write the secret "${name}" in ${options.region}`, {
          hints: { denied: deniedHint(name, options), quota: QUOTA_HINT },
          secrets: [value],
        });
      }
    },

    async read({ name }, signal) {
      try {
        const sending = { abortSignal: signal };
        const { ARN: arn, SecretString: text } = await client.send(
          new GetSecretValueCommand({ SecretId: name }),
          sending,
        );
        if (arn === undefined) throw noUsableAnswer(name, options.region);
        return new Secret(text ?? ''); // a binary value is not ours
      } catch (error) {
        if (awsErrorName(error) === 'ResourceNotFoundException') return undefined;
        throw awsFailure(error, `read back the secret "${name}" in ${options.region}`, {
          hints: { denied: readHint(name, options) },
        });
      }
    },

    async check({ name }, signal) {
      try {
        const existing = await describe(name, { abortSignal: signal });
        if (existing === undefined) return { is: DOES_NOT_EXIST };
        refuseDeleted(existing, name, options.region);
        if (isOurs(existing)) return { is: 'exists and belongs to pullkeeper' };
        refuseUnlessAdopted(name);
        return { is: 'exists; the next run takes it over' };
      } catch (error) {
        throw awsFailure(error, `describe the secret "${name}" in ${options.region}`, {
          hints: { denied: deniedHint(name, options) },
        });
      }
    },
  };

  async function describe(name: string, sending: Sending): Promise<DescribeSecretCommandOutput | undefined> {
    try {
      const existing = await client.send(new DescribeSecretCommand({ SecretId: name }), sending);
      if (existing.ARN === undefined) throw noUsableAnswer(name, options.region);
      return existing;
    } catch (error) {
      if (awsErrorName(error) === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }

  /** False if another process created it in the meantime: then it is looked at again. */
  async function create(value: Secret, { name, host }: Target, sending: Sending): Promise<boolean> {
    const token = versionId(name, value);
    const input = {
      Name: name,
      Description: `Pull secret for ${host}, kept alive by pullkeeper`,
      SecretString: value.reveal(),
      ClientRequestToken: token,
      Tags: [OWNER_TAG, ...Object.entries(options.tags ?? {}).map(([Key, Value]) => ({ Key, Value }))],
      ...(options.kmsKeyId && { KmsKeyId: options.kmsKeyId }),
    };
    try {
      const { VersionId: written } = await client.send(new CreateSecretCommand(input), sending);
      if (written !== token) throw noUsableAnswer(name, options.region);
      return true;
    } catch (error) {
      if (awsErrorName(error) === 'ResourceExistsException') return false;
      throw error;
    }
  }

  async function ensureOurs(
    existing: DescribeSecretCommandOutput,
    name: string,
    sending: Sending,
  ): Promise<void> {
    if (isOurs(existing)) return;
    refuseUnlessAdopted(name);
    await client.send(new TagResourceCommand({ SecretId: name, Tags: [OWNER_TAG] }), sending);
  }

  function refuseUnlessAdopted(name: string): void {
    if (options.adopt?.includes(name)) return;
    throw new Failure(
      'invalid',
      `the secret "${name}" in ${options.region} exists, and pullkeeper did not create it`,
      {
        hint: `to let pullkeeper overwrite it, add to the backend in registries.yml: adopt: ["${name}"]`,
      },
    );
  }
}

function isOurs({ Tags: tags = [] }: DescribeSecretCommandOutput): boolean {
  return tags.some(({ Key, Value }) => Key === OWNER_TAG.Key && Value === OWNER_TAG.Value);
}

interface Sending {
  abortSignal: AbortSignal;
}

/**
 * Makes the id of a version from its value and from the version before it. So a retry writes no second version, even
 * from another process. The value alone is not enough: if an earlier value is written again, AWS recognises its id, and
 * leaves the newer value current. An id has at most 64 characters.
 */
function versionId(name: string, value: Secret, after = ''): string {
  return createHash('sha256').update(`${name}\0${after}\0${value.reveal()}`).digest('hex');
}

function versionAt(stage: string, { VersionIdsToStages: stages = {} }: DescribeSecretCommandOutput) {
  return Object.keys(stages).find((id) => stages[id]?.includes(stage));
}

function vanished(name: string, region: string): Failure {
  return new Failure(
    'unavailable',
    `AWS gave contradictory answers: the secret "${name}" in ${region} exists in one and not in the other`,
    {
      hint: 'it was created or deleted a moment ago: the next run retries',
    },
  );
}

/** A version is named by the token of the request. An answer without that name confirms nothing. */
function noUsableAnswer(name: string, region: string): Failure {
  return new Failure(
    'unavailable',
    `AWS answered HTTP 200 for the secret "${name}" in ${region}, but the answer is not the expected one`,
    {
      hint: 'the next run retries; if this continues, check what is answering instead of AWS (a proxy, AWS_ENDPOINT_URL)',
    },
  );
}

function refuseTooLarge(value: Secret, name: string): void {
  const bytes = Buffer.byteLength(value.reveal());
  if (bytes <= MAX_BYTES) return;
  throw new Failure(
    'quota',
    `the value for "${name}" has ${bytes} bytes; AWS Secrets Manager allows ${MAX_BYTES}`,
    {
      hint: 'publish it in a smaller format, such as docker-auth',
    },
  );
}

function refuseDeleted(
  { DeletedDate: deleted }: DescribeSecretCommandOutput,
  name: string,
  region: string,
): void {
  if (deleted === undefined) return;
  throw new Failure('invalid', `the secret "${name}" in ${region} is scheduled for deletion`, {
    hint: `bring it back: aws secretsmanager restore-secret --region ${region} --secret-id '${name}'`,
  });
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html (secret versions) */
const QUOTA_HINT =
  'AWS allows 100 versions of a secret a day: run less often (schedule in registries.yml); the stored value was not changed';

function readHint(name: string, { kmsKeyId }: AwsSecretsManagerTarget): string {
  const key = kmsKeyId === undefined ? '' : ` and kms:Decrypt on ${kmsKeyId}`;
  return `allow secretsmanager:GetSecretValue on "${name}"${key} to the role of this function`;
}

function deniedHint(name: string, { kmsKeyId }: AwsSecretsManagerTarget): string {
  const actions = 'secretsmanager:DescribeSecret, CreateSecret, PutSecretValue and TagResource';
  const key = kmsKeyId === undefined ? '' : `, and kms:GenerateDataKey and kms:Decrypt on ${kmsKeyId}`;
  return `allow ${actions} on "${name}" to the role of this function${key}`;
}
