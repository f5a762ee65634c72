import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RULES } from '../../lib/validate/catalogue.ts';
import { DOCS_EXAMPLES } from '../../lib/validate/docs-examples.ts';
import { CHROMIUM, launchChromium, SKIPPED } from '../../scripts/chromium.ts';
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

const OIDC = DOCS_EXAMPLES['ECR with OIDC'] ?? '';
const WRONG_REGION = OIDC.replace('aws_oidc_region: us-east-1', 'aws_oidc_region: us-west-2');
const TOKEN = ['ghp', 'a1B2'.repeat(9)].join('_');

const open = (options = {}, path = '/playground') => openPage(browser, `${pages.url}${path}`, options);
const editorIn = (page: Page) => page.getByRole('textbox', { name: 'The file to check' });
const textIn = (page: Page) => editorIn(page).innerText();
const rulesIn = (page: Page) => page.locator('.found .name').allInnerTexts();

/** Replaces what the editor holds, as a paste does. */
async function paste(page: Page, text: string): Promise<void> {
  await editorIn(page).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

describe.skipIf(CHROMIUM === undefined)(`the playground in a browser${SKIPPED}`, { timeout: 60_000 }, () => {
  test('shows the finding of every rule in the example of the rule, in the list and in the editor', {
    timeout: 180_000,
  }, async () => {
    const { page, complaints } = await open();
    for (const { id, title } of RULES) {
      await page.getByLabel('Example').selectOption({ label: `${id} ${title}` });
      await expect.poll(() => rulesIn(page), { message: id }).toContain(id);
      await expect.poll(() => page.locator('.cm-lint-marker').count(), { message: id }).toBeGreaterThan(0);
    }
    expect(complaints).toEqual([]);
  });

  test('applies one fix, and all of them', async () => {
    const { page } = await open();
    await paste(page, WRONG_REGION);
    await page.getByRole('button', { name: 'Fix: Write us-east-1' }).click();
    await expect.poll(() => rulesIn(page)).toEqual([]);
    expect(await textIn(page)).toContain('aws_oidc_region: us-east-1');

    await paste(
      page,
      WRONG_REGION.replace('image: ', 'image: https://').replace('registry: ', 'registry: https://'),
    );
    await page.getByRole('button', { name: /^Fix all/ }).click();
    await expect.poll(() => rulesIn(page)).toEqual([]);
  });

  test('takes a fix back with undo', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Fix: Write us-east-1' }).click();
    await expect.poll(() => rulesIn(page)).toEqual([]);
    await editorIn(page).focus();
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => rulesIn(page)).toEqual(['TDA303']);
  });

  test('types over several lines without a style that the policy refuses, and takes it back', async () => {
    const { page, complaints } = await open();
    await editorIn(page).focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('a: 1');
    await expect.poll(() => textIn(page)).toBe('a: 1');
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => textIn(page)).toContain('us-west-2');
    expect(complaints).toEqual([]);
  });

  test('explains a finding where the mouse is', async () => {
    const { page } = await open();
    await page.locator('.cm-lintRange-warning').hover();
    const tooltip = page.locator('.cm-tooltip');
    await expect.poll(() => tooltip.innerText()).toContain('TDA303');
    expect(await tooltip.innerText()).toContain('The registry is in us-east-1');
    await tooltip.getByRole('button', { name: /Fix: Write us-east-1/ }).click();
    await expect.poll(() => rulesIn(page)).toEqual([]);
  });

  test('sends nothing after it has loaded, and its policy would not let it', async () => {
    const { page, requests, complaints, context } = await open();
    await page.waitForLoadState('networkidle');
    const loaded = requests.length;
    // The browser fetches the icon of a page when it likes.
    const sent = () => requests.slice(loaded).filter((url) => !url.endsWith('/icon.svg'));
    await paste(page, WRONG_REGION.replace('us-west-2', 'eu-west-1'));
    await page.getByLabel('File', { exact: true }).selectOption('pyproject');
    await page.getByLabel('File', { exact: true }).selectOption('truss');
    await page.getByLabel('Truss', { exact: true }).selectOption('0.18.26');
    await page.getByRole('button', { name: 'Share as a link' }).click();
    await expect.poll(() => page.url()).toContain('#v1.');
    await page.getByText('Compare with the registries.yml that you have').click();
    await page.getByRole('textbox', { name: 'Your registries.yml' }).fill('registries: []');
    expect(sent()).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await context.cookies()).toEqual([]);

    const tries = [
      'fetch("/v1/status")',
      'new Promise((done, fail) => { const image = new Image(); image.onload = done; image.onerror = fail; image.src = "https://example.com/?leak"; })',
      'new Promise((done, fail) => { const socket = new WebSocket("ws://" + location.host); socket.onopen = done; socket.onerror = fail; })',
    ];
    for (const each of tries)
      expect(await page.evaluate(`(${each}).then(() => 'sent', () => 'refused')`), each).toBe('refused');
    await page.evaluate('navigator.sendBeacon("/v1/status", "leak")');
    expect(complaints.length).toBeGreaterThanOrEqual(tries.length + 1);
    for (const each of complaints) expect(each).toMatch(/Content Security Policy|WebSocket/);
  });

  test('checks for the chosen Truss', async () => {
    const { page } = await open();
    await page.getByLabel('Example').selectOption({ label: 'ECR with an assumed role' });
    const summary = page.locator('.findings .summary');
    await expect.poll(() => summary.innerText()).toContain('Truss accepts this file.');
    await page.getByLabel('Truss', { exact: true }).selectOption('0.18.26');
    await expect.poll(() => summary.innerText()).toContain('Truss rejects this file.');
  });

  test("checks fal's registries, in YAML and in a pyproject.toml", async () => {
    const { page } = await open();
    await page.getByLabel('File', { exact: true }).selectOption('fal');
    await paste(page, 'ghcr.io:\n  username: acme\n');
    await expect.poll(() => rulesIn(page)).toEqual(['FAL002']);
    await page.getByLabel('Example').selectOption({ label: 'pyproject.toml' });
    await expect.poll(() => page.locator('.summary').first().innerText()).toContain('fal accepts this file.');
  });

  test('writes the registries.yml that keeps a login fresh, and leads to its plan', async () => {
    const { page } = await open();
    await page.getByLabel('Example').selectOption({ label: 'ECR with an access token' });
    await expect.poll(() => page.locator('.written').innerText()).toContain('publish: [baseten]');
    await expect.poll(() => page.getByText('Show its plan').getAttribute('href')).toContain('#v1.');
    await page.getByText('Show its plan').click();
    await expect.poll(() => page.locator('.summary').innerText()).toContain('1 secret from 1 credential');
  });

  test('shares the file in the fragment, without what looks like a credential, and forgets the link', async () => {
    const { page, context } = await open();
    await paste(page, `${OIDC}secrets:\n  GITHUB: ${TOKEN}\n`);
    await page.getByRole('button', { name: 'Share as a link' }).click();
    await expect
      .poll(() => page.locator('.share').innerText())
      .toContain('One value that looks like a credential');
    const link = page.url();

    const other = await context.newPage();
    await other.goto(link);
    await expect.poll(() => textIn(other)).toContain('GITHUB: "[redacted]"');
    expect(await other.content()).not.toContain(TOKEN);

    await editorIn(page).press('End');
    await page.keyboard.type('#');
    await expect.poll(() => page.url()).not.toContain('#');
  });

  test('shows a finding within 100 ms of a keystroke in a file of 10 KB', { retry: 2 }, async () => {
    const { page } = await open();
    const filler = Array.from(
      { length: 230 },
      (_, at) => `  a_setting_of_this_model_${at}: ${'x'.repeat(12)}`,
    );
    await paste(page, `${OIDC}model_metadata:\n${filler.join('\n')}\n`);
    await page.keyboard.press('ControlOrMeta+Home');
    for (let line = 0; line < 5; line++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await expect.poll(() => rulesIn(page)).toEqual([]);
    await page.evaluate(`{
      window.taken = [];
      let pressed;
      addEventListener('keydown', () => { pressed = performance.now(); }, true);
      const shown = () => document.querySelectorAll('.found').length;
      let before = shown();
      new MutationObserver(() => {
        if (shown() !== before) taken.push(performance.now() - pressed);
        before = shown();
      }).observe(document.body, { childList: true, subtree: true });
    }`);
    for (let stroke = 0; stroke < 4; stroke++) {
      await page.keyboard.press('Digit9'); // us-east-19 is no region
      await expect.poll(() => rulesIn(page)).not.toEqual([]);
      await page.keyboard.press('Backspace');
      await expect.poll(() => rulesIn(page)).toEqual([]);
    }
    const taken = (await page.evaluate<number[]>('taken')).toSorted((one, other) => one - other);
    expect(taken.length).toBeGreaterThanOrEqual(8);
    const [, second = 0] = taken; // on a busy machine the others wait for the processor, not for the page
    const median = taken[taken.length >> 1] ?? 0;
    console.log(
      `10 KB: ${second.toFixed(0)} ms from a keystroke to its finding, ${median.toFixed(0)} in the median`,
    );
    expect(second).toBeLessThan(100);
  });

  test('can be used with the keyboard alone', async () => {
    const { page } = await open();
    await page.locator('.found').waitFor();
    const focused = () => page.evaluate<string>('document.activeElement.innerText ?? ""');
    const tabTo = async (text: RegExp) => {
      for (let presses = 0; presses < 25; presses++) {
        await page.keyboard.press('Tab');
        if (text.test(await focused())) return;
      }
      throw new Error(`Tab never reached ${text}`);
    };
    const isInEditor = () => page.evaluate<boolean>('document.activeElement.shadowRoot !== null');
    for (let presses = 0; presses < 12 && !(await isInEditor()); presses++) await page.keyboard.press('Tab');
    await page.keyboard.press('F8'); // the next finding
    const selected = `document.querySelector('.code-editor').shadowRoot.getSelection().toString()`;
    await expect.poll(() => page.evaluate<string>(selected)).toBe('us-west-2');
    await tabTo(/^Fix: Write us-east-1$/);
    await page.keyboard.press('Enter');
    await expect.poll(() => rulesIn(page)).toEqual([]);
  });

  test.each([
    ['light', WIDE],
    ['dark', WIDE],
    ['light', NARROW],
    ['dark', NARROW],
  ] as const)('has no serious finding of axe and fits its window: %s, %o', async (colorScheme, viewport) => {
    const { page } = await open({ colorScheme, viewport });
    for (const [label, rule] of [
      ["TDA303 The region is not the registry's", 'TDA303'],
      ['ECR with an access token', 'TDA601'],
    ] as const) {
      await page.getByLabel('Example').selectOption({ label });
      await expect.poll(() => rulesIn(page)).toEqual([rule]);
      expect(await overflow(page)).toBe(0);
      expect(await seriousFindings(page)).toEqual([]);
    }
  });

  test.each([['/playground'], ['/plan']])('%s loads at most 200 KB of JavaScript', async (path) => {
    const { page } = await open({}, path);
    await page.locator('.cm-content').first().waitFor();
    const bytes = await page.evaluate<number>(
      `performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
    );
    console.log(`${path}: ${Math.round(bytes / 1_000)} KB of JavaScript`);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThanOrEqual(200_000);
  });
});
