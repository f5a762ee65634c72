// Goes before everything else, on whatever Node there is: it sees to it that the rest runs on one that is new enough.
// npm links the Node that came along for its scripts and for npx; npm 10 loses that link again, and then this finds it.

if (!isNewEnough(process.versions.node)) {
  const node = broughtAlong();
  if (node === undefined) {
    console.error(`pullkeeper needs Node 22.18 or newer, and this is ${process.version}.\n${remedy()}`);
    process.exit(3); // could not run
  }
  process.on('SIGINT', () => {}); // Ctrl-C reaches both, and it is the other one that has to end well
  const { spawnSync } = require('node:child_process');
  const { delimiter, dirname } = require('node:path');
  const PATH = `${dirname(node)}${delimiter}${process.env.PATH}`;
  const words = [...process.execArgv, ...process.argv.slice(1)];
  const { status } = spawnSync(node, words, { stdio: 'inherit', env: { ...process.env, PATH } });
  process.exit(status ?? 1);
}

/** In the repository, npm brings a newer Node along. The published package has no dependencies. */
function remedy() {
  const { existsSync } = require('node:fs');
  const { join } = require('node:path');
  return existsSync(join(__dirname, 'serverless-plugin.ts'))
    ? 'Run "npm ci" without --omit=optional, which brings Node 24 along; on a Mac, install Node 24.'
    : 'Install Node 24: https://nodejs.org/en/download';
}

/**
 * Returns the Node that npm installed beside pullkeeper, or that the project has in which it is called: in either case
 * in some node_modules above. One that is too old would only come back here.
 */
function broughtAlong() {
  const { dirname, join } = require('node:path'); // late: most calls need none of this
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  for (const start of [__dirname, process.cwd()]) {
    try {
      const manifest = require.resolve(`node-${platform}-${process.arch}/package.json`, { paths: [start] });
      if (isNewEnough(require(manifest).version)) return join(dirname(manifest), 'bin', file);
    } catch {
      // not there: the next place may have it
    }
  }
  return undefined;
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}
