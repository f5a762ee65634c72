import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';
import { withNames } from './kept-names.ts';
import { lateImportCalls } from './late-imports.ts';
import { leanSdk } from './lean-sdk.ts';

const SDK = /[\\/]node_modules[\\/]@(?:aws|aws-sdk|smithy)[\\/].*\.js$/;
const OURS = /[\\/]lib[\\/](?:sources|backends|ledger|references)[\\/][^\\/]+\.ts$/;
const OF_SDK = /^(?:\.{1,2}\/|@(?:aws|aws-sdk|smithy)\/)/;

const IMPORT = /^(import|export)\s*\{([^}]*)\}\s*from\s*["']([^"']+)["'];?/gm;
const EXPORT_ALL = /^export\s*\*\s*from\s*["']([^"']+)["']/gm;

/**
 * AWS's SDK hands its parts on from index to index. To a bundler that splits, whoever names one part of an index stands
 * on all parts that anybody names: ECR would read what STS needs for XML. Here every import goes to the file itself.
 */
export const pastBarrels: Plugin = {
  name: 'past barrels',
  setup({ onLoad, resolve }) {
    const found = new Map<string, Promise<string | undefined>>();
    const texts = new Map<string, Promise<string>>();

    const textOf = (path: string) => {
      const text = texts.get(path) ?? readFile(path, 'utf8');
      texts.set(path, text);
      return text;
    };

    const fileOf = (from: string, resolveDir: string) => {
      const key = `${resolveDir} ${from}`;
      const file =
        found.get(key) ??
        resolve(from, { resolveDir, kind: 'import-statement' }).then(({ path }) =>
          SDK.test(path) ? path : undefined,
        );
      found.set(key, file);
      return file;
    };

    /** The file that a name comes from in the end, and its name there. */
    async function originOf(name: string, path: string): Promise<Name> {
      const text = await textOf(path);
      for (const [, kind, names = '', from = ''] of text.matchAll(IMPORT)) {
        if (kind !== 'export') continue;
        const handedOn = namesIn(names).find(({ as }) => as === name);
        const file = handedOn && (await fileOf(from, dirname(path)));
        if (handedOn && file) return originOf(handedOn.name, file);
      }
      for (const [, from = ''] of text.matchAll(EXPORT_ALL)) {
        const file = await fileOf(from, dirname(path));
        if (file === undefined) continue;
        const origin = await originOf(name, file);
        if (origin.found) return origin;
      }
      return { name, path, found: declares(text, name) };
    }

    async function straight(text: string, resolveDir: string): Promise<string> {
      const changes = [...text.matchAll(IMPORT)].map(async ([whole, kind, names = '', from = '']) => {
        const file = OF_SDK.test(from) ? await fileOf(from, resolveDir) : undefined;
        if (kind !== 'import' || file === undefined) return whole;
        const imports = namesIn(names).map(async ({ name, as }) => {
          const origin = await originOf(name, file);
          const path = origin.found ? origin.path : file;
          return `import { ${origin.found ? origin.name : name} as ${as} } from ${JSON.stringify(path)};`;
        });
        return (await Promise.all(imports)).join(' ');
      });
      const changed = await Promise.all(changes);
      return text.replaceAll(IMPORT, () => changed.shift() ?? '');
    }

    onLoad({ filter: SDK }, async ({ path }) => {
      const text = leanSdk(await textOf(path), path);
      return { contents: lateImportCalls(await straight(text, dirname(path))) };
    });
    onLoad({ filter: OURS }, async ({ path }) => ({
      contents: await withNames(await straight(await textOf(path), dirname(path)), path),
    }));
  },
};

interface Name {
  name: string;
  path: string;
  found: boolean;
}

function namesIn(list: string): { name: string; as: string }[] {
  return list.split(',').flatMap((each) => {
    const [name = '', as = name] = each.trim().split(/\s+as\s+/);
    return name === '' || name.startsWith('type ') ? [] : [{ name, as }];
  });
}

function declares(text: string, name: string): boolean {
  const escaped = name.replaceAll('$', '\\$');
  return (
    new RegExp(
      `^export\\s+(?:async\\s+)?(?:const|let|var|class|function\\*?)\\s+${escaped}(?![\\w$])`,
      'm',
    ).test(text) ||
    new RegExp(`^export\\s*\\{[^}]*?(?<![\\w$])${escaped}(?![\\w$])[^}]*\\}\\s*;`, 'm').test(text)
  );
}
