import { shellCommand } from '../../lib/text/shell-command.ts';
import { shellComment } from '../shell-text.ts';

export function block(title: string, lines: readonly string[]): string {
  return [shellComment(title), ...lines].join('\n');
}

/** As Google's documentation writes it: an option and its value are one word. */
export function gcloud(words: readonly string[], options: Parameters<typeof shellCommand>[1]): string {
  return shellCommand(['gcloud', ...words], options, '=');
}

export function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
