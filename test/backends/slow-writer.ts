import { changeFile } from '../../lib/files/atomic-file.ts';

/** A process that stands still while it changes a file: `node slow-writer.ts <file> <milliseconds>`. */
const [path = '', forMs = ''] = process.argv.slice(2);
await changeFile(
  path,
  (text = '{}') => {
    process.stdout.write('holds');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(forMs));
    return JSON.stringify({ ...JSON.parse(text), slow: 'written' });
  },
  AbortSignal.timeout(60_000),
);
