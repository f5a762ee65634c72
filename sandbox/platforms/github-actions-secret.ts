import { randomBytes } from 'node:crypto';
import { fieldsOf, matching, text } from './fields.ts';
import {
  bearer,
  json,
  type Platform,
  type PlatformOptions,
  platform,
  Refused,
  type Visit,
} from './platform.ts';
import { newBoxKey, openSealedBox } from './sealed-box.ts';

const MOST_BYTES = 48 * 1_024;

/** The secrets of one GitHub repository. https://docs.github.com/en/rest/actions/secrets */
export function githubActionsSecret({
  host,
  keys,
  parameters: { repository = 'acme/models', environment } = {},
}: PlatformOptions): Platform & { rotate(): void } {
  const secrets = new Map<string, string>();
  let box = { id: randomBytes(8).toString('hex'), ...newBoxKey() };
  const folder = environment === undefined ? 'actions' : `environments/${encodeURIComponent(environment)}`;
  const base = `/repos/${repository}/${folder}/secrets`;
  const service = platform({
    host,
    service: 'github-actions-secret',
    keys,
    keyIn: (headers) => (headers['user-agent'] === undefined ? undefined : bearer(headers)),
    refuse: (status, message) => json(status, { message, status: String(status) }),
    read: (name) => secrets.get(name.toUpperCase()),
    remove: (name) => void secrets.delete(name.toUpperCase()),
    routes: {
      [`GET ${base}/public-key`]: () => json(200, { key_id: box.id, key: box.publicKey.toString('base64') }),
      [`GET ${base}/{name}`]: ({ params: { name = '' } }) => {
        if (!secrets.has(name.toUpperCase())) throw new Refused(404, 'Not Found');
        return json(200, { name: name.toUpperCase(), created_at: '', updated_at: '' });
      },
      [`PUT ${base}/{name}`]: (visit) => store(visit),
    },
  });
  return {
    ...service,
    rotate() {
      box = { id: randomBytes(8).toString('hex'), ...newBoxKey() };
    },
  };

  function store({ params: { name = '' }, body }: Visit) {
    if (!/^[A-Z_][A-Z0-9_]*$/i.test(name) || /^GITHUB_/i.test(name))
      throw new Refused(422, 'Secret names can only…');
    const { encrypted_value, key_id } = fieldsOf(
      body,
      { encrypted_value: matching(/^[A-Za-z0-9+/]+={0,2}$/), key_id: text() },
      422,
    );
    if (key_id !== box.id) throw new Refused(422, 'key_id does not match the public key');
    const value = openSealedBox(Buffer.from(String(encrypted_value), 'base64'), box);
    if (value === undefined) throw new Refused(422, 'Bad request - could not decrypt the value');
    if (value.length > MOST_BYTES) throw new Refused(422, 'value is too large');
    const isNew = !secrets.has(name.toUpperCase());
    secrets.set(name.toUpperCase(), value.toString());
    return isNew ? json(201, {}) : { status: 204, headers: {}, body: '' };
  }
}
