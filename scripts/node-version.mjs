// Imported before everything else, and so written in what even an old Node can read.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `pullkeeper needs Node 22.18 or newer; this is ${process.version}.\n` +
      'Run "npm ci" (without --omit=optional): it brings Node 24 along. On a Mac, install Node 24 first.',
  );
  process.exit(1);
}
