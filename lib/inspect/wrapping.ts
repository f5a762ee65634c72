import { parseHost } from '../hosts/parse.ts';
import type { RegistryHost } from '../hosts/registry-host.ts';
import { parseJsonObject } from '../json.ts';
import { utf8 } from './base64.ts';
import { type Defect, defect, warningDefect } from './defect.ts';

/** A value without the text around it. */
interface Unwrapped {
  text: string;
  /** The host in the name before the value. */
  host?: RegistryHost;
  defects: Defect[];
}

/** Removes, from the outside in, what copying, quoting and other systems add around a value. */
export function unwrap(bytes: Buffer): Unwrapped {
  const { text, defects } = readText(bytes);
  if (parseJsonObject(text) !== undefined) return { text, defects }; // white space around JSON has no effect
  const ended = withoutLineEnd(text, defects);
  const trimmed = withoutSpaces(ended, defects);
  const { rest, host } = withoutName(trimmed, defects);
  const bare = withoutHeader(withoutQuotes(rest, defects), defects);
  return { text: bare, ...(host && { host }), defects };
}

/** PowerShell and Notepad write UTF-16, or add a byte order mark. */
function readText(bytes: Buffer): { text: string; defects: Defect[] } {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    const text = new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
    const hint = 'store it as UTF-8; in PowerShell: Set-Content -NoNewline -Encoding ascii';
    return { text, defects: [defect('not-text', 'is UTF-16, two bytes for each character', hint)] };
  }
  const text = utf8(bytes);
  if (text === undefined) {
    const hint = 'store text: do not decode base64 before storing it';
    return { text: bytes.toString('latin1'), defects: [defect('not-text', 'is not text in UTF-8', hint)] };
  }
  if (!text.startsWith('\ufeff')) return { text, defects: [] };
  const hint = 'store it without: printf %s adds none';
  return {
    text: text.slice(1),
    defects: [defect('byte-order-mark', 'begins with an invisible byte order mark', hint)],
  };
}

/** Most commands end their output with a newline, so a single newline may not belong to the value. */
function withoutLineEnd(text: string, defects: Defect[]): string {
  const [end] = /[\r\n]+$/.exec(text) ?? [];
  if (end === undefined) return text;
  if (end === '\n') {
    const hint =
      'harmless if the command before the pipe adds it; if it is part of the secret, store it again with printf %s';
    defects.push(warningDefect('line-end', 'ends with a newline', hint));
  } else {
    const is = end.includes('\r') ? 'ends with a carriage return' : 'ends with several newlines';
    defects.push(defect('line-end', is, "store it without: … | tr -d '\\r\\n'"));
  }
  return text.slice(0, -end.length);
}

function withoutSpaces(text: string, defects: Defect[]): string {
  const trimmed = text.trim();
  if (trimmed !== text) {
    defects.push(
      defect('spaces', `has white space ${endsWith(text, trimmed)}`, 'store it without: printf %s adds none'),
    );
  }
  return trimmed;
}

function endsWith(text: string, trimmed: string): string {
  return text.startsWith(trimmed) ? 'at its end' : 'at its beginning';
}

/** A line of an .env file or of a manifest: the name, then the value. */
function withoutName(text: string, defects: Defect[]): { rest: string; host?: RegistryHost } {
  const [, key = '', rest] =
    /^(?:export\s+)?["']?DOCKER_REGISTRY_([^\s="']+)["']?\s*=\s*(.*)$/s.exec(text) ??
    /^["']?DOCKER_REGISTRY_([^\s"']+)["']?:\s+(.*)$/s.exec(text) ??
    [];
  if (rest === undefined) return { rest: text };
  defects.push(
    defect(
      'name-in-front',
      'begins with the name of its secret',
      'store only the text after DOCKER_REGISTRY_…=',
    ),
  );
  const parsed = parseHost(key);
  return parsed.ok ? { rest, host: parsed.host } : { rest };
}

function withoutQuotes(text: string, defects: Defect[]): string {
  const [, , inner] = /^(["'`])(.*)\1$/s.exec(text) ?? [];
  if (inner === undefined) return text;
  defects.push(
    defect('quotes', 'is in quotes', 'store the text between the quotes: only a shell removes quotes'),
  );
  return inner;
}

function withoutHeader(text: string, defects: Defect[]): string {
  const [header] = /^(?:authorization:\s*)?(?:basic|bearer)\s+/i.exec(text) ?? [];
  if (header === undefined) return text;
  defects.push(defect('header', 'begins with a part of an HTTP header', 'store only the text after it'));
  return text.slice(header.length);
}
