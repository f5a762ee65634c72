import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

/** Opens a page in a profile of its own, and remembers what it asked for and what the browser complained about. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(url);
  return { page, context, requests, complaints };
}

export const WIDE = { width: 1_440, height: 900 };
export const NARROW = { width: 360, height: 740 };

/** Whether a page fits its window: nothing scrolls sideways. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - innerWidth');
}

/** The serious findings of axe: https://github.com/dequelabs/axe-core. It runs beside the page's policy, not under it. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => impact + " " + id + ": " + nodes.map(({ html }) => html).slice(0, 3).join(" ")))',
  );
  expect(Array.isArray(found)).toBe(true);
  return Array.isArray(found) ? found.map(String).filter((each) => /^(?:serious|critical)/.test(each)) : [];
}
