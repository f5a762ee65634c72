import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { COMMANDS } from '../../cli/commands/index.ts';
import { blocksOf, PAGES } from './pages.ts';

const RUNNING = PAGES.filter(({ path }) => path.startsWith('docs/running/'));
const blocks = (language: string) => RUNNING.flatMap(blocksOf).filter((block) => block.language === language);
const documents = (page: string) =>
  blocks('yaml')
    .filter((block) => block.page === `docs/running/${page}`)
    .flatMap(({ text }) => parseAllDocuments(text).map((document) => document.toJS()));

const hasSystemd = spawnSync('systemd-analyze', ['--version']).error === undefined;

describe('the pages on running elsewhere', () => {
  test.skipIf(!hasSystemd)(
    `show units that systemd takes${hasSystemd ? '' : ' (skipped: there is no systemd)'}`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const files = blocks('ini').map(({ text }) => {
        const file = join(folder, text.includes('[Timer]') ? 'pullkeeper.timer' : 'pullkeeper.service');
        writeFileSync(file, text);
        return file;
      });
      expect(files).toHaveLength(2);
      const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', ...files], { encoding: 'utf8' });
      const about = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('pullkeeper.'));
      expect(about).toEqual([]);
    },
  );

  test('run no container as root, and none that can write its root file system', () => {
    const [compose] = documents('compose.md');
    expect(compose.services.pullkeeper).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    const [deployment, , job] = documents('kubernetes.md');
    for (const { spec } of [deployment.spec.template, job.spec.jobTemplate.spec.template]) {
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true },
      });
      for (const { securityContext } of spec.containers)
        expect(securityContext).toMatchObject({
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
        });
    }
  });

  test('tell cron where pullkeeper is: it looks only in /usr/bin and /bin', () => {
    const [table = ''] = RUNNING.flatMap(blocksOf).flatMap(({ text }) =>
      /^\S+ (?:\* ){3}/m.test(text) ? [text] : [],
    );
    expect(table).toMatch(/^PATH=\/usr\/local\/bin:/);
  });

  test('name only commands that there are', () => {
    const names = COMMANDS.map(({ name }) => name);
    const used = RUNNING.flatMap(({ text }) => [
      ...text.matchAll(/pullkeeper(?:@[\d.]+)? (refresh|serve|status|plan)\b/g),
    ]);
    expect(used.length).toBeGreaterThan(8);
    for (const [, name] of used) expect(names).toContain(name);
  });
});
