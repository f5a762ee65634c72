import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '../lib/config/file/compile.ts';
import { openLedger } from '../lib/ledger/index.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { buildPages } from '../web/build.ts';
import { PROJECT } from './bundle/options.ts';
import { launchChromium } from './chromium.ts';
import { Drill } from './rehearsal/drill.ts';
import { serveDrill } from './rehearsal/drill-server.ts';
import { parseFault } from './rehearsal/faults.ts';
import { createGoogleKeys } from './rehearsal/google-keys.ts';
import { worldOf } from './rehearsal/world.ts';

// `npm run screenshots` writes the pictures of the README: a rehearsal in which Baseten has been down for six hours.

const REGISTRIES = `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1, prefix: models/ }
  baseten: { type: baseten, apiKey: { from: aws-secrets-manager, id: pullkeeper/baseten } }
identities:
  gar: { type: google-service-account-key, key: { from: env, id: GOOGLE_KEY } }
registries:
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, image: 'models/llama:prod', publish: [baseten, aws] }
  - { host: 444455556666.dkr.ecr.eu-west-1.amazonaws.com, image: 'models/whisper:prod', publish: [aws] }
  - { host: us-docker.pkg.dev, identity: gar, image: 'my-project/models/llama:prod', publish: [aws] }
  - { host: ghcr.io, image: 'acme/llama:prod', credentials: { username: bot, password: { from: env, id: GHCR }, expires: '2027-06-01' }, publish: [aws] }
  - { host: nvcr.io, image: 'nvidia/llama:prod', credentials: { username: $oauthtoken, password: { from: env, id: NGC } }, publish: [aws] }
`;
const HOUR = 3_600_000;
const OUT = join(PROJECT, 'docs/images');

const folder = await mkdtemp(join(tmpdir(), 'pullkeeper-'));
const config = compile(REGISTRIES, 'registries.yml');
await using sandbox = await startSandbox(worldOf(config));
Object.assign(process.env, sandbox.environment(), { PULLKEEPER_STATE: folder, PULLKEEPER_DESTDIR: folder });
Object.assign(process.env, await createGoogleKeys(config, sandbox));
const ledger = openLedger(process.env);
const machine = { env: process.env, now: () => sandbox.clock.now(), ledger, log: () => {} };
const drill = new Drill({ config, sandbox, machine, rate: 1 });
sandbox.clock.set(new Date('2026-11-21T20:27:00Z'));

await drill.runOnce();
await drill.faults.begin(parseFault('baseten:down', config));
for (let run = 0; run < 2; run++) {
  sandbox.clock.advance(3 * HOUR);
  await drill.runOnce();
}
sandbox.clock.advance(4 * 60_000);

const pages = join(folder, 'pages');
await buildPages(pages);
await mkdir(OUT, { recursive: true });
const server = await serveDrill({ config, drill, ledger, folder: pages });
await using browser = await launchChromium();
try {
  await shoot('board', '/', 'tr.secret', { width: 1_200, height: 760 });
  await shoot('board-phone', '/', 'tr.secret', { width: 360, height: 740 });
  await shoot('rehearsal', '/rehearsal', '.story li', { width: 1_200, height: 620 });
  await shoot('playground', '/playground', '.cm-lint-marker', { width: 1_200, height: 560 });
} finally {
  await server.close();
  await rm(folder, { recursive: true, force: true });
}

/** One picture in light colours and one in dark ones, taken when the page shows what matches `ready`. */
async function shoot(name: string, path: string, ready: string, viewport: { width: number; height: number }) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport, colorScheme });
    await page.goto(`${server.url}${path}`);
    await page.locator(ready).first().waitFor();
    await page.screenshot({ path: join(OUT, `${name}-${colorScheme}.png`) });
    await page.close();
  }
}
