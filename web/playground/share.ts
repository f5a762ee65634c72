import { parseTrussVersion } from '../../lib/validate/truss/version.ts';
import { readYaml } from '../../lib/validate/yaml/yaml.ts';
import type { LinkTexts } from '../share/share-button.tsx';
import { withoutCredentials } from '../share/without-credentials.ts';
import { checkerFor, EMPTY, isKind, type Sheet } from './sheet.ts';

/** Returns the sheet for a link, without credentials. */
export function shareable(sheet: Sheet): LinkTexts {
  const file = withoutCredentials(sheet.text, checkerFor(sheet).read);
  const registries =
    sheet.registries.trim() === ''
      ? { text: '', hidden: 0 }
      : withoutCredentials(sheet.registries, (text) => readYaml(text));
  if ('problem' in file) return file;
  if ('problem' in registries) return registries;
  return {
    texts: { ...sheet, text: file.text, registries: registries.text },
    hidden: file.hidden + registries.hidden,
  };
}

/** The sheet of a link; undefined if the link has none. */
export function sheetFrom(texts: Readonly<Record<string, string>> | undefined): Sheet | undefined {
  if (texts?.text === undefined) return undefined;
  const kind = isKind(texts.kind) ? texts.kind : EMPTY.kind;
  const truss = parseTrussVersion(texts.truss ?? '') ? texts.truss : undefined;
  return {
    ...EMPTY,
    kind,
    text: texts.text,
    truss: truss ?? EMPTY.truss,
    registries: texts.registries ?? '',
  };
}
