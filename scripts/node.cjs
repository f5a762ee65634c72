// Goes before everything else, on whatever Node there is: it sees to it that the rest runs on one that is new enough.
// npm links the Node that came along for its scripts and for npx; npm 10 loses that link again, and then this finds it.

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  const node = broughtAlong();
  if (node === undefined) {
    console.error(
      `pullkeeper needs Node 22.18 or newer, and this is ${process.version}.\n` +
        'Run "npm ci" without --omit=optional, which brings Node 24 along; on a Mac, install Node 24.',
    );
    process.exit(1);
  }
  process.on('SIGINT', () => {}); // Ctrl-C reaches both, and it is the other one that has to end well
  const { spawnSync } = require('node:child_process');
  const { delimiter, dirname } = require('node:path');
  const PATH = `${dirname(node)}${delimiter}${process.env.PATH}`;
  const words = [...process.execArgv, ...process.argv.slice(1)];
  const { status } = spawnSync(node, words, { stdio: 'inherit', env: { ...process.env, PATH } });
  process.exit(status ?? 1);
}

function broughtAlong() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    return require.resolve(`node-${platform}-${process.arch}/bin/${file}`);
  } catch {
    return undefined;
  }
}
