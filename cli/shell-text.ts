import { visible } from '../lib/secrecy/visible.ts';
import { shellWord } from '../lib/text/shell-word.ts';

export function shellComment(text: string): string {
  return `# ${visible(text)}`;
}

/** Writes a document into a file; the quotes around JSON keep the shell from reading any of it. */
export function shellDocument(file: string, content: object): string {
  return `cat > ${shellWord(file)} <<'JSON'\n${JSON.stringify(content, null, 2)}\nJSON`;
}
