import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../lib/secrecy/secret.ts';
import { CHROMIUM, launchChromium, SKIPPED } from '../../scripts/chromium.ts';
import { DAY, FAILED, HOUR } from '../status/entries.ts';
import {
  allWell,
  ECR,
  entryAged,
  inEveryState,
  MIXED,
  manyRegistries,
  OTHER_ECR,
  serveBoard,
} from './board-server.ts';
import { NARROW, openPage, overflow, seriousFindings, WIDE } from './open-page.ts';

type Json = Record<string, unknown>;

let browser: Browser;
beforeAll(async () => {
  if (CHROMIUM !== undefined) browser = await launchChromium();
}, 60_000);
afterAll(() => browser?.close());

describe.skipIf(CHROMIUM === undefined)(`the board in a browser${SKIPPED}`, { timeout: 60_000 }, () => {
  test('says in words whether anything is about to die, and shows what dies first at the top', async () => {
    const { url } = await serveBoard(MIXED, inEveryState);
    const { page } = await openPage(browser, url);

    await expect
      .poll(() => page.locator('h1').innerText())
      .toContain('2 alive, 1 failing, 2 low, 1 unpublished, 1 dead');
    expect(await page.locator('h1').innerText()).toContain(`${OTHER_ECR} died 1 h ago`);
    expect(await page.title()).toContain('1 dead');
    const rows = page.locator('tr.secret');
    expect(await rows.count()).toBe(7);
    expect(await rows.first().innerText()).toMatch(/dead[\s\S]*444455556666/);
    expect(await page.locator('tr.function').allInnerTexts()).toEqual([
      expect.stringMatching(/^refreshEcr/),
      expect.stringMatching(/^refreshStored/),
      expect.stringMatching(/^refreshArtifactRegistry/),
    ]);
  });

  test('says what is wrong once for each reason, with the command to run', async () => {
    const { url } = await serveBoard(MIXED, inEveryState);
    const { page } = await openPage(browser, url);

    const first = page.locator('.remarks li').first();
    await expect.poll(() => first.innerText()).toContain(FAILED.reason);
    expect(await first.locator('code').allInnerTexts()).toEqual([
      'npx pullkeeper doctor --stage prod',
      'npx serverless invoke -f refreshEcr --stage prod',
    ]);
  });

  test.each([
    ['light', WIDE],
    ['dark', WIDE],
    ['light', NARROW],
    ['dark', NARROW],
  ] as const)('has no serious finding of axe and fits its window: %s, %o', async (colorScheme, viewport) => {
    const { url } = await serveBoard(MIXED, inEveryState);
    const { page } = await openPage(browser, url, { colorScheme, viewport });

    await page.locator('tr.secret').first().waitFor();
    expect(await overflow(page)).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await page.locator('tr.secret a').nth(1).click();
    await page.locator('.details').waitFor();
    expect(await overflow(page)).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('asks its own server and no other, breaks no rule of its policy and sets no cookie', async () => {
    const { url } = await serveBoard(MIXED, inEveryState);
    const { page, context, requests, complaints } = await openPage(browser, url);

    await page.locator('tr.secret').first().waitFor();
    expect(requests.filter((each) => !each.startsWith(`${url}/`))).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await context.cookies()).toEqual([]);
  });

  test('loads at most 60 KB', async () => {
    const { url } = await serveBoard(MIXED, allWell);
    const { page } = await openPage(browser, url);

    await page.locator('tr.secret').first().waitFor();
    const bytes = Number(
      await page.evaluate(`['navigation', 'resource']
        .flatMap((type) => performance.getEntriesByType(type))
        .filter(({ name }) => !name.includes('/v1/'))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`),
    );
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThanOrEqual(60_000);
  });

  test('can be used with the keyboard alone', async () => {
    const { url } = await serveBoard(MIXED, inEveryState);
    const { page } = await openPage(browser, url);
    await page.locator('tr.secret').first().waitFor();

    await page.keyboard.press('/');
    await page.keyboard.type('quay');
    await expect.poll(() => page.locator('tr.secret').count()).toBe(1);
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(`document.activeElement.matches('tr.secret a')`)) break;
    }
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.details h1').innerText()).toBe('quay.io');
    await page.goBack();
    await expect.poll(() => page.locator('tr.secret').count()).toBe(1);
  });

  test('filters by state and backend, and the URL leads to the same view', async () => {
    const { url } = await serveBoard(MIXED, inEveryState);
    const { page } = await openPage(browser, url);

    await page.getByRole('button', { name: '2 low' }).click();
    await page.getByLabel('Backend', { exact: true }).selectOption('aws');
    const shown = () => page.locator('tr.secret .what a').allInnerTexts();
    await expect.poll(shown).toEqual([ECR]);
    await page.goto('about:blank');
    await page.goBack();
    await expect.poll(shown).toEqual([ECR]);
  });

  test('gives each publication a link of its own', async () => {
    const { url } = await serveBoard(MIXED, inEveryState);
    const { page } = await openPage(browser, `${url}/#backend=aws&name=DOCKER_REGISTRY_${ECR}`);

    await expect.poll(() => page.locator('.details').innerText()).toContain('1 run before its end');
    const text = await page.locator('.details').innerText();
    expect(text).toContain('21 Nov 17:57, with less than 7 h 30 min to live');
    expect(text).toContain(FAILED.reason);
  });

  test('shows times in UTC, or in the zone of the reader', async () => {
    const { url } = await serveBoard(MIXED, allWell);
    const { page } = await openPage(browser, url, { timezoneId: 'Asia/Tokyo' });

    const time = () => page.locator('.as-of').innerText();
    await expect.poll(time).toContain('21 Nov 20:27 UTC');
    await page.getByRole('button', { name: 'show local time' }).click();
    await expect.poll(time).toContain('22 Nov 05:27 local time');
    await page.reload();
    await expect.poll(time).toContain('22 Nov 05:27 local time');
  });

  test('updates by itself, and says so when nothing is known any more', async () => {
    const board = await serveBoard(MIXED, allWell);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(board.url);
    const headline = () => page.locator('h1').innerText();
    await expect.poll(headline).toBe('All 7 alive');

    board.publish(inEveryState);
    await page.clock.runFor(16_000);
    await expect.poll(headline).toContain('1 dead');

    await board.stop();
    await page.clock.runFor(16_000);
    await expect.poll(headline).toBe('Not known at the moment');
    expect(await page.locator('.headline').innerText()).toContain('Below is what was known at 21 Nov 20:27');
    await context.close();
  });

  test('shows text from outside as text', async () => {
    const reason = '<img src=x onerror=alert(1)>\u001b[31m <script>alert(2)</script>';
    const { url } = await serveBoard(MIXED, (publication) =>
      entryAged(publication, { ago: HOUR, life: 12 * HOUR, failed: { ...FAILED, reason } }),
    );
    const { page, complaints } = await openPage(browser, url);

    await page.locator('.remarks li').first().waitFor();
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.locator('.remarks').innerText()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.content()).not.toContain('\u001b');
    expect(complaints).toEqual([]);
  });

  test.each([
    ['no counts', ({ counts: _, ...rest }: Json) => rest],
    ['a publication without a host', (body: Json) => ({ ...body, publications: [{ state: 'alive' }] })],
    ['a state of the future', (body: Json) => ({ ...body, state: 'sleeping' })],
    ['a remark without its reason', (body: Json) => ({ ...body, remarks: [{ todo: [], about: [0] }] })],
    ['a list', () => []],
  ])('explains an answer with %s, and keeps what was known', async (_, change) => {
    const { url } = await serveBoard(MIXED, inEveryState);
    const { page, complaints } = await openPage(browser, url);
    await page.locator('tr.secret').first().waitFor();

    await page.route('**/v1/status', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: change(await response.json()) });
    });
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await expect.poll(() => page.getByRole('alert').innerText()).toContain('reload the page');
    expect(await page.locator('tr.secret').count()).toBe(7);
    expect(complaints).toEqual([]);
  });

  test('asks for the token of a server that others reach', async () => {
    const token = new Secret('a-token-of-this-test');
    const { url } = await serveBoard(MIXED, allWell, { isLoopback: false, token });
    const { page } = await openPage(browser, url);

    await page.getByLabel('The value of PULLKEEPER_TOKEN').fill('not the right token');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('alert').innerText()).toContain('rejected this token');
    expect(await page.locator('tr.secret').count()).toBe(0);
    await page.getByLabel('The value of PULLKEEPER_TOKEN').fill(token.reveal());
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('tr.secret').count()).toBe(7);
  });

  test('has 10,000 rows, draws those in sight, and scrolls within the time of a frame', {
    retry: 2,
  }, async () => {
    const { url } = await serveBoard(manyRegistries(10_000), (publication, index) =>
      entryAged(publication, { ago: index * 1_000, life: 60 * DAY }),
    );
    const { page, context } = await openPage(browser, url);
    await expect.poll(() => page.locator('h1').innerText(), { timeout: 30_000 }).toBe('All 10000 alive');

    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' }); // CPU time: a crowded machine does not count
    const busy = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      const wanted = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'];
      return metrics.reduce((sum, { name, value }) => sum + (wanted.includes(name) ? value : 0), 0);
    };
    const before = await busy();
    const frames = 120;
    const mostRows = await page.evaluate(`(async () => {
      let most = 0;
      for (let frame = 1; frame <= ${frames}; frame++) {
        scrollBy(0, 240);
        await new Promise(requestAnimationFrame);
        most = Math.max(most, document.querySelectorAll('tr.secret').length);
      }
      return most;
    })()`);
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    const msPerFrame = (((await busy()) - before) * 1_000) / frames;
    console.log(`10,000 rows: ${msPerFrame.toFixed(1)} ms of work for each frame of scrolling`);
    expect(mostRows).toBeLessThan(80);
    expect(msPerFrame).toBeLessThan(1_000 / 60);
    await expect.poll(() => page.locator('tr.secret').last().innerText()).toContain('registry-0.example.com');

    await page.getByLabel('Search host, backend or name').fill('registry-4711.');
    await expect.poll(() => page.locator('tr.secret').count()).toBe(1);
  });

  test('draws every row for the printer', async () => {
    const { url } = await serveBoard(manyRegistries(300), allWell);
    const { page } = await openPage(browser, url);
    await page.locator('tr.secret').first().waitFor();
    expect(await page.locator('tr.secret').count()).toBeLessThan(100);

    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    await expect.poll(() => page.locator('tr.secret').count()).toBe(300);
  });

  test('prints a long name in full, and in light colours', async () => {
    const host = `${'department.'.repeat(12)}registry.example.com`;
    const { url } = await serveBoard(manyRegistries(1).replace('registry-0.example.com', host), allWell);
    const { page } = await openPage(browser, url, { colorScheme: 'dark' });
    const name = page.locator('tr.secret .what a');
    await name.waitFor();
    const hidden = () => name.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(await hidden()).toBeGreaterThan(0);

    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    await expect.poll(hidden).toBe(0);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  });
});
