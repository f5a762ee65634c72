import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, launchChromium, SKIPPED } from '../../scripts/chromium.ts';
import { buildPlayground } from '../../web/build.ts';
import { openPage } from './open-page.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** A web host that knows nothing but files, below a path of its own. */
const host = createServer(({ url = '' }, response) => {
  const name = url.replace(/^\/tools\/pullkeeper\//, '') || 'index.html';
  if (!readdirSync(folder).includes(name)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? '' });
  response.end(readFileSync(join(folder, name)));
});

let folder = '';
let browser: Browser;
let url = '';
beforeAll(async () => {
  if (CHROMIUM === undefined) return;
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  await buildPlayground(folder);
  browser = await launchChromium();
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  const address = host.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/tools/pullkeeper/`;
}, 60_000);
afterAll(async () => {
  await browser?.close();
  host.close();
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(CHROMIUM === undefined)(
  `the playground on any web host${SKIPPED}`,
  { timeout: 60_000 },
  () => {
    test('works below a path, links to its own pages alone, and may send nothing', async () => {
      const { page, complaints } = await openPage(browser, url);
      await expect.poll(() => page.locator('.found .name').allInnerTexts()).toEqual(['TDA303']);
      expect(await page.locator('nav a').allInnerTexts()).toEqual(['playground', 'plan']);
      await page.getByRole('link', { name: 'plan', exact: true }).click();
      await page.locator('.box-mint').first().waitFor();
      expect(await page.getByRole('button', { name: /of this server/ }).count()).toBe(0);
      expect(complaints).toEqual([]);
      expect(await page.evaluate(`fetch('./style.css').then(() => 'sent', () => 'refused')`)).toBe('refused');
    });
  },
);
