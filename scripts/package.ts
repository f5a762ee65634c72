import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// `npm run package`: the package that is published. Everything is in its bundle, so it has neither dependencies nor
// scripts; what is for development alone stays behind.
const outdir = 'build/package';
const { version, name, description, license, type, engines, bin, files } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);
rmSync(outdir, { recursive: true, force: true });
for (const file of [...files, 'README.md', 'LICENSE']) {
  if (file.startsWith('!')) continue;
  cpSync(file, join(outdir, file), { recursive: true, filter: (path) => !path.endsWith('.map') });
}
const schema = 'docs/registries.schema.json';
writeFileSync(join(outdir, schema), JSON.stringify(JSON.parse(readFileSync(schema, 'utf8'))));
const manifest = { name, version, description, license, type, engines, bin, files };
writeFileSync(join(outdir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
console.log(`${name} ${version} is in ${outdir}`);
