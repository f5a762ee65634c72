import { formatGithub } from './github.ts';
import { formatJson } from './json.ts';
import type { NamedValidation } from './present.ts';
import { formatSarif } from './sarif.ts';
import { formatText, type TextOptions } from './text.ts';

type Formatter = (files: readonly NamedValidation[], options: TextOptions) => string;

export const FORMATS = {
  text: formatText,
  json: (files) => formatJson(files),
  sarif: (files) => formatSarif(files),
  github: (files) => formatGithub(files),
} satisfies Record<string, Formatter>;

export type Format = keyof typeof FORMATS;

export function isFormat(name: string): name is Format {
  return Object.hasOwn(FORMATS, name);
}
