import { spawn } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CHROMIUM, launchChromium, SKIPPED } from '../../scripts/chromium.ts';
import { NO_ACCOUNT } from '../e2e/command.ts';
import { until } from '../time-limit.ts';
import { NARROW, openPage, overflow, seriousFindings, WIDE } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  if (CHROMIUM !== undefined) browser = await launchChromium();
}, 60_000);
afterAll(() => browser?.close());

/** `npm start` as a process of its own. Returns the address of its board. */
async function start(): Promise<string> {
  const child = spawn(process.execPath, ['scripts/start.ts'], { env: { ...process.env, ...NO_ACCOUNT } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  return until(() => {
    const [, url] = /board +(http:\S+)/.exec(said) ?? [];
    expect(url, said).toBeDefined();
    return String(url);
  });
}

describe.skipIf(CHROMIUM === undefined)(`a rehearsal in a browser${SKIPPED}`, { timeout: 120_000 }, () => {
  test('breaks a service, keeps the old secret, raises an alarm, and is repaired', async () => {
    const { page, complaints, requests } = await openPage(browser, await start());
    const story = page.getByLabel('What has happened');
    await expect.poll(() => page.locator('h1').innerText()).toBe('All 4 alive');

    await page.getByLabel('What to break').selectOption('secrets-manager:denied');
    await page.getByRole('button', { name: 'break it' }).click();
    await expect
      .poll(() => page.locator('.active').innerText())
      .toContain('AWS Secrets Manager denies every request');
    await expect.poll(() => story.innerText()).toContain('the old secret is kept');
    await expect.poll(() => story.innerText()).toContain('ALARM');
    await expect.poll(() => page.locator('tr.secret').first().innerText()).toMatch(/failing|low/);
    expect(await page.locator('.story').innerText()).toContain('All 4 secrets with an image pull.');
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Repair: AWS Secrets Manager' }).click();
    await expect.poll(() => story.innerText()).toContain('repaired');
    expect(await page.locator('.active li').count()).toBe(0);
    expect(complaints).toEqual([]);
    const { origin } = new URL(page.url());
    expect(requests.filter((each) => !each.startsWith(`${origin}/`))).toEqual([]);
  });

  test('deletes a secret by hand, and shows at once who no longer pulls', async () => {
    const { page } = await openPage(browser, await start(), { viewport: NARROW, colorScheme: 'dark' });
    await expect.poll(() => page.locator('.story').innerText()).toContain('All 4 secrets');

    const [name = ''] = await page
      .locator('option[value^="secret:deleted="]')
      .evaluateAll((options) => options.map((option) => option.getAttribute('value') ?? ''));
    await page.getByLabel('What to break').selectOption(name);
    await page.getByRole('button', { name: 'break it' }).click();
    await expect
      .poll(() => page.locator('.story').innerText())
      .toContain('1 of 4 secrets with an image do not pull');
    await expect.poll(() => page.locator('.story').innerText()).toContain('All 4 secrets');
    expect(await overflow(page)).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('plays a scenario and says what it has shown', async () => {
    const { page } = await openPage(browser, await start(), { viewport: WIDE });

    await page.getByRole('button', { name: 'two lost runs' }).click({ timeout: 30_000 });
    await expect
      .poll(() => page.locator('.scenario').innerText(), { timeout: 90_000 })
      .toContain('No secret died. The first alarm went off');
  });
});
