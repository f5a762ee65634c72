import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileLedger } from '../../lib/ledger/file.ts';
import { openLedger } from '../../lib/ledger/index.ts';
import { failureOf } from '../contract/failures.ts';
import { failedAt, ledgerContract, publishedAt } from '../contract/ledger.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullkeeper-'));
  path = join(folder, 'state', 'ledger.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

ledgerContract('a file', () => ({ open: () => fileLedger(path) }));

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
    ['an entry under another id', JSON.stringify({ 'aws/b': publishedAt(1, 'aws/a') })],
    ['an entry that is a text', '{"aws/a": "published"}'],
    ['an entry whose publication is nothing', '{"aws/a": {"id": "aws/a", "published": null}}'],
    ['an entry whose failure is a text', '{"aws/a": {"id": "aws/a", "failed": "denied"}}'],
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

  it('that cannot be read is said to be so', async () => {
    expect(await failureOf(fileLedger(folder).entries())).toMatchObject({
      kind: 'invalid',
      message: `cannot read ${folder}`,
      hint: 'the path is a folder: give the path of a file in it',
    });
  });
});
