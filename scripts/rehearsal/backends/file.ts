import { readFile, rm } from 'node:fs/promises';
import { fileOf } from '../../../lib/backends/file/backend.ts';
import type { FileTarget } from '../../../lib/backends/file/traits.ts';
import type { Rehearsal } from './rehearsal.ts';

export const file: Rehearsal<FileTarget> = {
  secrets: () => [],
  world: () => ({}),
  async readBack({ format, name }, to) {
    const text = await readFile(fileOf(to, process.env), 'utf8');
    return format === 'docker-config-json' ? text : (JSON.parse(text)[name] ?? '');
  },
  remove: (_publication, to) => rm(fileOf(to, process.env), { force: true }),
  address: () => undefined,
};
