import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Debian's and Ubuntu's package, or what the environment names. */
export const CHROMIUM = [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== '' && existsSync(path),
);

/** Goes into the name of a test that is skipped. */
export const SKIPPED = CHROMIUM === undefined ? ' (skipped: no Chromium here)' : '';

/** A browser that makes no requests of its own accord. Each has its own profile, which ends with it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(CHROMIUM !== undefined && { executablePath: CHROMIUM }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
