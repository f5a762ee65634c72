// npm's "prepare" builds the command line that a clone and `npm install --global git+…` run.

const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');

if (!existsSync(join(root, 'node_modules/rolldown'))) {
  // A global install from Git, as by pre-commit 4, leaves the development dependencies out: https://github.com/npm/cli/issues/8440
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    ...process.env,
    npm_config_global: 'false',
    npm_config_location: 'project',
    npm_config_install_links: 'false',
  });
}
run(process.execPath, ['--import', './scripts/node.cjs', 'scripts/bundle/cli.ts']);

function run(command, words, env = process.env) {
  const { status } = spawnSync(command, words, {
    cwd: root,
    stdio: 'inherit',
    env,
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
