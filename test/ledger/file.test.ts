import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileLedger } from '../../lib/ledger/file.ts';
import { openLedger, stateFolder } from '../../lib/ledger/index.ts';
import { failureOf } from '../contract/failures.ts';
import { failedAt, ledgerContract, publishedAt } from '../contract/ledger.ts';
import { countCpu } from '../cpu-time.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullkeeper-'));
  path = join(folder, 'state', 'ledger.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

ledgerContract('a file', () => ({ open: () => fileLedger(path) }));

/** Another process, which records three entries at a time and says which it has recorded. */
function recorder(name: string, times: number, stdout: 'inherit' | 'pipe') {
  const script = `
    import { fileLedger } from './lib/ledger/file.ts';
    const ledger = fileLedger(process.argv[1]);
    for (let n = 0; n < ${times}; n++) {
      const ids = ['a', 'b', 'c'].map((letter) => '${name}/' + n + letter);
      await Promise.all(ids.map((id) => ledger.record({ id, host: 'a.example', format: 'raw' })));
      ${stdout === 'pipe' ? "console.log(ids.join('\\n'));" : ''}
    }`;
  const args = ['--input-type=module-typescript', '-e', script, path];
  return spawn(process.execPath, args, { stdio: ['ignore', stdout, 'inherit'] });
}

describe('the file of a ledger', () => {
  it('is made with its folder when there is something to remember, for its owner alone', async () => {
    const ledger = fileLedger(path);
    await ledger.entries();
    expect(await readdir(folder)).toEqual([]);

    await ledger.record(publishedAt(1));
    expect(((await stat(path)).mode & 0o777).toString(8)).toBe('600');
  });

  it('lies in the folder that the environment names', async () => {
    await openLedger({ PULLKEEPER_STATE: folder }).record(publishedAt(1));
    expect(await fileLedger(join(folder, 'ledger.json')).entries()).toEqual([publishedAt(1)]);
  });

  it.each([
    ['this folder', {}, '.pullkeeper'],
    [
      'the only folder that can be written in Lambda',
      { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
      '/tmp/pullkeeper',
    ],
    [
      'this folder, where another service of AWS runs it',
      { AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE' },
      '.pullkeeper',
    ],
    [
      'the folder that is named, in Lambda too',
      { PULLKEEPER_STATE: '/mnt', AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
      '/mnt',
    ],
  ])('lies in %s', (_, env, folder) => {
    expect(stateFolder(env)).toBe(folder);
  });

  it('is written once for all that waits, so that thousands take no longer than one may wait', async () => {
    const ids = Array.from({ length: 10_000 }, (_, n) => `aws/${String(n).padStart(5, '0')}`);
    const ledger = fileLedger(path);
    const cpuMs = countCpu();
    await Promise.all(ids.map((id) => ledger.record(publishedAt(1, id))));

    expect(cpuMs()).toBeLessThan(5_000);
    expect((await ledger.entries()).map(({ id }) => id)).toEqual(ids);
  });

  it('loses nothing between two processes', async () => {
    const ended = await Promise.all(
      ['one', 'two'].map((name) => once(recorder(name, 20, 'inherit'), 'exit')),
    );
    expect(ended.map(([code]) => code)).toEqual([0, 0]);
    expect(await fileLedger(path).entries()).toHaveLength(60 * 2);
  });

  it('has all that was said to be recorded when its process is killed', async () => {
    const child = recorder('one', 10_000, 'pipe');
    let said = '';
    for await (const text of child.stdout ?? []) {
      said += text;
      if (said.split('\n').length > 10) child.kill('SIGKILL');
    }
    const ids = (await fileLedger(path).entries()).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(said.split('\n').slice(0, -1)));
  });

  it('may be there and be empty', async () => {
    await fileLedger(path).record(publishedAt(1));
    await writeFile(path, '\n');
    expect(await fileLedger(path).entries()).toEqual([]);
  });

  it('keeps what an entry of a newer pullkeeper says besides', async () => {
    const entry = { ...publishedAt(1), outlook: 'fine' };
    await fileLedger(path).record(publishedAt(1));
    await writeFile(path, JSON.stringify({ [entry.id]: entry }));
    await fileLedger(path).record(failedAt(2, 'aws/other'));
    expect(await fileLedger(path).entries()).toContainEqual(entry);
  });

  it.each([
    ['no JSON', '{"aws/a": '],
    ['a list', '[]'],
    ['a list of entries', JSON.stringify([publishedAt(1)])],
    ['a text', '"ledger"'],
    ['nothing', 'null'],
    ['another file', '{"auths": {}}'],
  ])('that holds %s is refused, and not overwritten', async (_, text) => {
    const ledger = fileLedger(join(folder, 'ledger.json'));
    await writeFile(join(folder, 'ledger.json'), text);

    const refused = {
      kind: 'invalid',
      message: `${join(folder, 'ledger.json')} is not a ledger`,
      hint: 'remove it: the next run publishes everything again and writes a new one',
    };
    expect(await failureOf(ledger.entries())).toMatchObject(refused);
    expect(await failureOf(ledger.record(publishedAt(1)))).toMatchObject(refused);
    expect(await readFile(join(folder, 'ledger.json'), 'utf8')).toBe(text);
  });

  it.each([
    ['under another id', publishedAt(1, 'aws/b')],
    ['that is a text', 'published'],
    ['whose publication is nothing', { id: 'aws/a', published: null }],
    ['whose failure is a text', { id: 'aws/a', failed: 'denied' }],
  ])('that holds an entry %s says that this one is unreadable, until it is replaced', async (_, row) => {
    const path = join(folder, 'ledger.json');
    const good = publishedAt(1, 'aws/good');
    await writeFile(path, JSON.stringify({ 'aws/a': row, [good.id]: good }));
    const bad = { id: 'aws/a', unreadable: expect.stringContaining('no entry') };
    expect(await fileLedger(path).entries()).toEqual([bad, good]);

    await fileLedger(path).record(publishedAt(2, 'aws/c'));
    expect(await fileLedger(path).entries()).toEqual([bad, good, publishedAt(2, 'aws/c')]);

    await fileLedger(path).record(publishedAt(2), { replace: true });
    expect(await fileLedger(path).entries()).toContainEqual(publishedAt(2));
  });

  it('that cannot be read is said to be so', async () => {
    expect(await failureOf(fileLedger(folder).entries())).toMatchObject({
      kind: 'invalid',
      message: `cannot read ${folder}`,
      hint: 'the path is a folder: give the path of a file in it',
    });
  });
});
