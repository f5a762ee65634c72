import { readFileSync } from 'node:fs';
import { changeFile } from '../../lib/files/atomic-file.ts';

/** A process that is busy while it changes a file, until its standard input ends: `node slow-writer.ts <file>`. */
const [path = ''] = process.argv.slice(2);
await changeFile(
  path,
  (text = '{}') => {
    process.stdout.write('holds');
    readFileSync(0);
    return JSON.stringify({ ...JSON.parse(text), slow: 'written' });
  },
  AbortSignal.timeout(60_000),
);
