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
import { clientOptions, MANY_ATTEMPTS } from '../../aws/client-options.ts';
import { awsErrorName, awsReason } from '../../aws/failure.ts';
import { Secret } from '../../secrecy/secret.ts';
import { type Backend, DOES_NOT_EXIST, type Target } from '../backend.ts';
import type { AwsSecretsManagerTarget } from './traits.ts';

/** The tag that marks a secret as ours. A secret without it belongs to someone else, until the config adopts it. */
const OWNER_TAG: Tag = { Key: 'managed-by', Value: 'pullkeeper' };

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const LIMIT = { service: 'AWS Secrets Manager', most: 65_536 };

/** The texts of failures are loaded late: most runs need none. */
const explain = () => import('./explain.ts');

/** Creates the secret at first, and later adds versions. The previous version stays as AWSPREVIOUS. */
export function awsSecretsManager(options: AwsSecretsManagerTarget): Backend {
  const client = new SecretsManagerClient({ ...clientOptions(options.region), maxAttempts: MANY_ATTEMPTS });

  return {
    async publish(value, target, signal) {
      const { name } = target;
      const bytes = Buffer.byteLength(value.reveal());
      if (bytes > LIMIT.most) throw (await explain()).tooLarge(name, bytes, LIMIT);
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
        if (existing === undefined) throw (await explain()).vanished(name, options.region);
        await refuseDeleted(existing, name);
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
        if (written !== token) throw (await explain()).noUsableAnswer(name, options.region);
      } catch (error) {
        throw (await explain()).writeFailure(error, name, options, value);
      }
    },

    async read({ name }, signal) {
      try {
        const sending = { abortSignal: signal };
        const { ARN: arn, SecretString: text } = await client.send(
          new GetSecretValueCommand({ SecretId: name }),
          sending,
        );
        if (arn === undefined) throw (await explain()).noUsableAnswer(name, options.region);
        return new Secret(text ?? ''); // a binary value is not ours
      } catch (error) {
        if (awsErrorName(error) === 'ResourceNotFoundException') return undefined;
        throw (await explain()).readFailure(error, name, options);
      }
    },

    async check({ name }, signal) {
      try {
        const existing = await describe(name, { abortSignal: signal });
        if (existing === undefined) return { is: DOES_NOT_EXIST };
        await refuseDeleted(existing, name);
        if (isOurs(existing)) return { is: 'exists and belongs to pullkeeper' };
        await refuseUnlessAdopted(name);
        return { is: 'exists; the next run takes it over' };
      } catch (error) {
        throw (await explain()).checkFailure(error, name, options);
      }
    },
  };

  async function describe(name: string, sending: Sending): Promise<DescribeSecretCommandOutput | undefined> {
    try {
      const existing = await client.send(new DescribeSecretCommand({ SecretId: name }), sending);
      if (existing.ARN === undefined) throw (await explain()).noUsableAnswer(name, options.region);
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
      if (written !== token) throw (await explain()).noUsableAnswer(name, options.region);
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
    await refuseUnlessAdopted(name);
    await client.send(new TagResourceCommand({ SecretId: name, Tags: [OWNER_TAG] }), sending);
  }

  async function refuseUnlessAdopted(name: string): Promise<void> {
    if (!options.adopt?.includes(name)) throw (await explain()).notOurs(name, options.region);
  }

  async function refuseDeleted(
    { DeletedDate: deleted }: DescribeSecretCommandOutput,
    name: string,
  ): Promise<void> {
    if (deleted !== undefined) throw (await explain()).scheduledForDeletion(name, options.region);
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
