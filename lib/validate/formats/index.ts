import { formatGithub } from './github.ts';
import { formatJson } from './json.ts';
import type { NamedValidation } from './present.ts';
import { formatSarif } from './sarif.ts';
import { formatText, type TextOptions } from './text.ts';

type Formatter = (files: readonly NamedValidation[], options: TextOptions) => string;

export const OUTPUT_FORMATS = {
  text: formatText,
  json: (files) => formatJson(files),
  sarif: (files) => formatSarif(files),
  github: (files) => formatGithub(files),
} satisfies Record<string, Formatter>;

export type OutputFormat = keyof typeof OUTPUT_FORMATS;

export function isFormat(name: string): name is OutputFormat {
  return Object.hasOwn(OUTPUT_FORMATS, name);
}
