import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM, launchChromium, SKIPPED } from '../../scripts/chromium.ts';
import { EXAMPLE } from '../../web/plan/example.ts';
import { ECR, inEveryState, MIXED, serveBoard } from './board-server.ts';
import { NARROW, openPage, overflow, seriousFindings, WIDE } from './open-page.ts';
import { servePages } from './playground-server.ts';

let browser: Browser;
let pages: Awaited<ReturnType<typeof servePages>>;
beforeAll(async () => {
  if (CHROMIUM === undefined) return;
  [browser, pages] = await Promise.all([launchChromium(), servePages()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

const open = (options = {}) => openPage(browser, `${pages.url}/plan`, options);
const editorIn = (page: Page) => page.getByRole('textbox', { name: 'Your registries.yml' });

async function paste(page: Page, text: string): Promise<void> {
  await editorIn(page).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

describe.skipIf(CHROMIUM === undefined)(`the plan in a browser${SKIPPED}`, { timeout: 60_000 }, () => {
  test('draws mints, publications and backends, and has them in a table', async () => {
    const { page, complaints, requests } = await open();
    await expect.poll(() => page.locator('.summary').innerText()).toContain('5 secrets from 4 credentials');
    expect(await page.locator('.box-mint').count()).toBe(4);
    expect(await page.locator('.box-publication').count()).toBe(5);
    expect(await page.locator('.box-backend').count()).toBe(2);
    const rows = page.getByRole('table', { name: 'What is minted, and published where' }).locator('tbody tr');
    expect(await rows.allInnerTexts()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/ECR in eu-west-1.*survives 2 missed runs.*444455556666/s),
      ]),
    );
    expect(await page.getByRole('table', { name: 'Cost a month, about' }).innerText()).toContain('together');
    expect(complaints).toEqual([]);
    expect(requests.filter((each) => !each.startsWith(`${pages.url}/`))).toEqual([]);
  });

  test('marks a problem at its place, and draws the plan again when it is gone', async () => {
    const { page } = await open();
    await page.locator('.box-mint').first().waitFor();
    await paste(page, EXAMPLE.replace('publish: [baseten, aws]', 'publish: [baseten, was]'));
    const found = page.locator('.found');
    await expect.poll(() => found.innerText()).toContain('no backend is named "was"');
    expect(await page.locator('.cm-lintRange-error').innerText()).toBe('was');
    expect(await page.locator('.summary').innerText()).toContain('nothing of this file would be deployed');
    expect(await page.locator('.picture').count()).toBe(0);
    await found.getByRole('button', { name: 'line 22' }).click();
    await page.keyboard.type('aws');
    await expect.poll(() => page.locator('.box-publication').count()).toBe(5);
    expect(await found.count()).toBe(0);
  });

  test('says how many missed runs a schedule survives', async () => {
    const { page } = await open();
    await paste(page, `schedule: { refreshEcr: 5 h }\n${EXAMPLE}`);
    await expect.poll(() => page.locator('.line-low').first().textContent()).toBe('survives one missed run');
  });

  test('draws the plan of the server, until something is typed', async () => {
    const { url } = await serveBoard(MIXED, inEveryState);
    const { page, complaints } = await openPage(browser, `${url}/plan`);
    await page.getByRole('button', { name: 'Show the registries.yml of this server' }).click();
    await expect.poll(() => page.locator('.summary').innerText()).toMatch(/^On this server: 7 secrets/);
    expect(await page.locator('.picture title').allTextContents()).toContain(`DOCKER_REGISTRY_${ECR}`);
    await editorIn(page).press('Control+End');
    await page.keyboard.type('# more');
    await expect.poll(() => page.locator('.summary').innerText()).toContain('5 secrets from 4 credentials');
    expect(complaints).toEqual([]);
  });

  test('shares the file as a link that draws the same plan, without credentials', async () => {
    const { page, requests } = await open();
    const token = ['ghp', 'a1B2'.repeat(9)].join('_');
    await paste(
      page,
      `# ours\n${EXAMPLE.replace('{ from: aws-secrets-manager, id: pullkeeper/ghcr }', token)}`,
    );
    await page.locator('.found').first().waitFor();
    await page.getByRole('button', { name: 'Share as a link' }).click();
    await expect.poll(() => page.locator('.share').innerText()).toContain('One value that looks like');
    const link = page.url();
    expect(requests.some((each) => each.includes('v1.'))).toBe(false);
    await page.keyboard.press('Tab');
    await paste(page, EXAMPLE);
    await expect.poll(() => page.url()).not.toContain('#');

    const { page: other } = await openPage(browser, link);
    await other.locator('.found').first().waitFor();
    const text = await editorIn(other).innerText();
    expect(text).toContain('444455556666.dkr.ecr.eu-west-1.amazonaws.com');
    expect(text).not.toContain(token.slice(0, 12));
  });

  test.each(['/plan', '/playground'])(
    '%s says that a link is damaged, and shows an example',
    async (path) => {
      const { page, complaints } = await openPage(browser, `${pages.url}${path}#v1.AAAA%3Cscript%3E`);
      await expect.poll(() => page.getByRole('alert').innerText()).toContain('Ask for the link again');
      expect(await page.locator('.cm-line').count()).toBeGreaterThan(3);
      expect(complaints).toEqual([]);
    },
  );

  test('leaves out what Lambda costs for runs on a machine', async () => {
    const { page } = await open();
    const costs = page.getByRole('table', { name: 'Cost a month, about' });
    await expect.poll(() => costs.innerText()).toContain('Lambda');
    await page.getByLabel('Runs').selectOption({ label: 'on a machine of your own' });
    await expect.poll(() => costs.innerText()).not.toContain('Lambda');
  });

  test.each([
    ['light', WIDE],
    ['dark', WIDE],
    ['light', NARROW],
    ['dark', NARROW],
  ] as const)('has no serious finding of axe and fits its window: %s, %o', async (colorScheme, viewport) => {
    const { page } = await open({ colorScheme, viewport });
    await page.locator('.box-publication').first().waitFor();
    for (const summary of await page.locator('.folded summary').all()) await summary.click();
    expect(await overflow(page)).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
  });
});
