import { exactly, fieldsOf, matching, optional, text } from './fields.ts';
import { bearer, json, type Platform, type PlatformOptions, platform, Refused } from './platform.ts';

interface SecretSet {
  value: string;
  region: string;
  /** The number of reads that find the set pending: Pipecat activates a value in the background. */
  pending: number;
}

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * The image pull secrets of a Pipecat Cloud organization. A write is accepted with 202, and is ready two reads later.
 * https://docs.pipecat.ai/api-reference/pipecat-cloud/rest-reference/endpoint/secret-create-update
 */
export function pipecatCloud({
  host,
  keys,
  fails = () => false,
}: PlatformOptions & { fails?: (name: string) => boolean }): Platform {
  const sets = new Map<string, SecretSet>();
  return platform({
    host,
    service: 'pipecat-cloud',
    keys,
    keyIn: bearer,
    refuse: (status, error) =>
      json(status, { error, code: status === 409 ? 'CONFLICT' : 'GENERIC_BAD_REQUEST' }),
    read: (name) => sets.get(name)?.value,
    remove: (name) => void sets.delete(name),
    routes: {
      'GET /v1/secrets': () => json(200, { sets: [...sets].map(([name, set]) => show(name, set)) }),
      'GET /v1/secrets/{name}': ({ params }) => {
        if (!sets.has(params.name ?? '')) throw new Refused(404, 'Set not found');
        throw new Refused(400, 'Cannot retrieve image pull secrets by name');
      },
      'PUT /v1/secrets/{name}': ({ params: { name = '' }, body }) => {
        if (!NAME.test(name) || name.length < 3 || name.length > 63)
          throw new Refused(400, 'Invalid set name');
        const fields = fieldsOf(body, {
          isImagePullSecret: exactly(true),
          host: matching(/^https:\/\//),
          secretValue: text(),
          region: optional(text()),
        });
        const region = String(fields.region ?? 'us-west');
        const known = sets.get(name);
        if (known !== undefined && known.region !== region)
          throw new Refused(
            400,
            `Secret already exists in region '${known.region}'. Cannot change region to '${region}'.`,
          );
        sets.set(name, { value: String(fields.secretValue), region, pending: 2 });
        return json(202, { status: 'OK', region });
      },
    },
  });

  function show(name: string, set: SecretSet) {
    const status = fails(name) ? 'failed' : set.pending > 0 ? 'pending' : 'ready';
    set.pending = Math.max(0, set.pending - 1);
    return { name, type: 'imagePullSecret', region: set.region, status };
  }
}
