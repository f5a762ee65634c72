import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../lib/config/file/compile.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { worldOf } from '../../scripts/rehearsal/world.ts';
import type { Ended } from '../e2e/command.ts';
import { startOffline } from '../e2e/offline.ts';
import { ALL_PARTS, copyOfProject } from '../e2e/project.ts';
import { PUBLISHED, readyWhen } from './how-to-run.ts';
import { blocksOf, PAGES } from './pages.ts';
import { startSignedFront } from './signed-front.ts';

/** Where somebody sits who has followed the pages: a clone, a deployment, and the clouds, all on this machine. */
export interface Workplace extends AsyncDisposable {
  /** The API, as API Gateway shows it: whoever signs gets in. */
  readonly api: string;
  run(words: string): Promise<Ended>;
}

/** What a page tells to write into a file, by the name in its first line. */
const FILES = PAGES.filter(({ path }) => ['docs/deploying.md', 'docs/validate.md'].includes(path))
  .flatMap(blocksOf)
  .flatMap(({ text }) => {
    const [, name] = /^(?:#|\/\/) (config\.yaml|\S+\.mjs)\n/.exec(text) ?? [];
    return name === undefined ? [] : [[name, text] as const];
  });

const DEPLOYED = 'test/docs/deployed.yml';

export async function startWorkplace(): Promise<Workplace> {
  const config = compile(readFileSync(DEPLOYED, 'utf8'), DEPLOYED);
  const sandbox = await startSandbox(worldOf(config));
  // Whoever puts a key into Secrets Manager finds none there, and what is deleted is nobody else's.
  const apart = await startSandbox({ secrets: { [PUBLISHED]: 'what is over' } });
  const deployed = copyOfProject();
  copyFileSync(DEPLOYED, join(deployed.folder, 'registries.yml'));
  const clone = copyOfProject(ALL_PARTS);
  copyFileSync('registries.example.yml', join(clone.folder, 'registries.yml')); // what README says to do first
  cpSync('test/docs/clone', clone.folder, { recursive: true });
  for (const [name, text] of FILES) writeFileSync(join(clone.folder, name), text);
  const clouds = { ...sandbox.environment(), PULLKEEPER_TABLE: LEDGER_TABLE.name };
  const offline = await startOffline(deployed, { env: clouds });
  const front = await startSignedFront(offline.http);

  const environmentOf = (words: string): NodeJS.ProcessEnv => {
    if (/\$PULLKEEPER_URL|validate\.mjs/.test(words)) {
      const { accessKeyId, secretAccessKey, sessionToken } = front.caller;
      return {
        PULLKEEPER_URL: front.url,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
      };
    }
    const environment = /(?:create|delete)-secret/.test(words) ? apart.environment() : clouds;
    return { ...environment, BASETEN_API_KEY: 'a-key', AWS_ENDPOINT_URL_LAMBDA: offline.lambda };
  };

  return {
    api: front.url,
    async run(words) {
      // The copy's node_modules is a link: what empties it there empties the one that runs these tests.
      if (/\bnpm (?:ci|i|install|update|prune)\b/.test(words)) throw new Error(`not in a copy: ${words}`);
      const ready = readyWhen(words);
      return clone.run(['bash', '-o', 'pipefail', '-c', words], {
        env: environmentOf(words),
        timeoutMs: 120_000,
        ...(ready && { until: { ready: (output: string) => ready.test(output) } }),
      });
    },
    async [Symbol.asyncDispose]() {
      await front.stop();
      await offline[Symbol.asyncDispose]();
      await Promise.all([sandbox.stop(), apart.stop()]);
      deployed[Symbol.dispose]();
      clone[Symbol.dispose]();
    },
  };
}
