import { fileBackend } from '../../lib/backends/file/backend.ts';
import { Secret } from '../../lib/secrecy/secret.ts';

/** A process that publishes many names to one file: `node publish-names.ts <file> <prefix> <count>`. */
const [path = '', prefix = '', count = ''] = process.argv.slice(2);
const backend = fileBackend({ type: 'file', path }, {});
const names = Array.from({ length: Number(count) }, (_, n) => `${prefix}-${n}`);

await Promise.all(
  names.map((name) => {
    const about = {
      id: `file/${name}`,
      host: name,
      key: name,
      backend: 'file',
      name,
      format: 'password',
    } as const;
    return backend.publish(new Secret(`value of ${name}`), about, AbortSignal.timeout(15_000));
  }),
);
