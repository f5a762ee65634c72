import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openBackend } from '../../lib/backends/index.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { fieldsOf, matching, optional, text } from '../../sandbox/platforms/fields.ts';
import { bearer, json, platform, Refused, type Visit } from '../../sandbox/platforms/platform.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';

const KEY = 'not-a-real-key';
const ID = 'the-id';

/** A whole registries.yml of the page that has this backend. */
function exampleOf(backend: string): string {
  const page = readFileSync('docs/backends/http.md', 'utf8');
  const examples = [...page.matchAll(/```yaml\n(# registries\.yml\n.*?)```/gs)].map(
    ([, example]) => example ?? '',
  );
  const found = examples.find((example) => new RegExp(`^ {2}${backend}:$`, 'm').test(example));
  if (found === undefined) throw new Error(`no example has the backend ${backend}`);
  return found;
}

/** One stored credential, replaced as the vendor documents it. */
const SERVICES: Record<
  string,
  { host: string; list: string; shown(entries: object[]): unknown; write: string; read(visit: Visit): string }
> = {
  sevalla: {
    host: 'api.sevalla.com',
    list: 'GET /v3/docker-registries',
    shown: (data) => ({ data }),
    write: 'PATCH /v3/docker-registries/{id}',
    read({ body }) {
      const { username, secret } = fieldsOf(body, {
        name: optional(text()),
        username: optional(text()),
        secret: optional(text()),
      });
      return `${username}:${secret}`;
    },
  },
  render: {
    host: 'api.render.com',
    list: 'GET /v1/registrycredentials',
    shown: (entries) => entries,
    write: 'PATCH /v1/registrycredentials/{id}',
    read({ body }) {
      const kind = matching(/^(?:AWS_ECR|DOCKER|GITHUB|GITLAB|GOOGLE_ARTIFACT)$/);
      const { username, authToken } = fieldsOf(body, {
        name: text(),
        registry: kind,
        username: text(),
        authToken: text(),
      });
      return `${username}:${authToken}`;
    },
  },
  koyeb: {
    host: 'app.koyeb.com',
    list: 'GET /v1/secrets',
    shown: (secrets) => ({ secrets }),
    write: 'PATCH /v1/secrets/{id}',
    read({ body }) {
      const { private_registry } = fieldsOf(body, { private_registry: () => undefined });
      const { username, password } = fieldsOf(private_registry, {
        username: text(),
        password: text(),
        url: text(),
      });
      return `${username}:${password}`;
    },
  },
};

describe.each(Object.entries(SERVICES))(
  'the example for %s',
  (backend, { host, list, shown, write, read }) => {
    test('replaces the credential in a service that takes what its vendor documents', async () => {
      let stored = '';
      const [registry] = compile(exampleOf(backend), 'registries.yml').registries;
      const [publication] = registry?.publish ?? [];
      if (publication?.to.type !== 'http') throw new Error('not published over http');
      // Sevalla and Koyeb continue a list by offset. Render shows everything at once here.
      const wanted = { id: ID, name: publication.name };
      const other = { id: 'another-id', name: 'another' };
      const pages = backend === 'render' ? [[other, wanted]] : [[other], [wanted]];
      const service = platform({
        host,
        service: backend,
        keys: [{ key: KEY }],
        keyIn: bearer,
        refuse: (status, message) => json(status, { message }),
        read: () => stored,
        remove: () => {
          stored = '';
        },
        routes: {
          [list]: ({ query }) => json(200, shown(pages[Number(query.get('offset') ?? 0)] ?? [])),
          [write]: (visit) => {
            if (visit.params.id !== ID) throw new Refused(404, 'Not found');
            stored = read(visit);
            return json(200, {});
          },
        },
      });
      const [id = ''] = Object.values(publication.to.secrets).map((reference) => reference.id);
      const sandbox = await startSandbox({ platforms: [service], secrets: { [id]: KEY } });
      onTestFinished(() => sandbox.stop());
      for (const [name, value] of Object.entries(sandbox.environment())) process.env[name] = value;
      const machine = { env: sandbox.environment(), now: () => new Date(), log: () => undefined };
      const opened = await openBackend(publication.to, machine);
      await opened.publish(new Secret('AWS:a-new-password'), publication, AbortSignal.timeout(50_000));
      expect(stored).toBe('AWS:a-new-password');
      expect(await opened.check?.(publication, AbortSignal.timeout(50_000))).toMatchObject({
        is: expect.stringMatching(/^exists/),
      });
    });
  },
);
