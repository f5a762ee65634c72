import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runtimeClientBuilt } from './client.ts';

/** What its install scripts call: they compile a curl, a C++ library and a Node addon. */
const TOOLS = ['cmake', 'make', 'g++', 'python3', 'xz'];
const PATIENCE_MS = 900_000;

// Without the client the tests that need it are skipped and say so; that is no reason to run none.
if (!runtimeClientBuilt()) {
  const problem = build();
  if (problem !== undefined) console.error(`The Lambda runtime client cannot be built: ${problem}`);
}

function build(): string | undefined {
  if (process.platform !== 'linux') return 'it builds on Linux alone.';
  const missing = TOOLS.filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
  if (missing.length > 0)
    return `${missing.join(', ')} not found. On Debian: apt-get install ${TOOLS.join(' ').replace('xz', 'xz-utils')}`;

  console.log('Building the Lambda runtime client, which takes a minute…');
  const { status, stderr, error } = spawnSync('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund'], {
    cwd: import.meta.dirname,
    env: { ...process.env, ...headers() },
    encoding: 'utf8',
    timeout: PATIENCE_MS,
  });
  return status === 0 && runtimeClientBuilt()
    ? undefined
    : `npm ci failed.\n${error?.message ?? stderr.slice(-2_000)}`;
}

/** The Node that came along has its headers with it: node-gyp need not fetch them, nor take those of another. */
function headers(): NodeJS.ProcessEnv {
  const home = dirname(dirname(process.execPath));
  return existsSync(join(home, 'include/node/node_api.h')) ? { npm_config_nodedir: home } : {};
}
