import { type Defect, defect } from './defect.ts';

interface DecodedBase64 {
  bytes: Buffer;
  /** Problems that a strict decoder would reject. */
  defects: Defect[];
}

/**
 * Decodes base64, even if it is badly formed. Undefined for other texts. Docker's decoder is strict: standard alphabet,
 * padded, on one line.
 */
export function decodeLoosely(text: string): DecodedBase64 | undefined {
  const joined = text.replaceAll(/\s+/g, '');
  if (!/^[\w+/-]+={0,2}$/.test(joined)) return undefined;
  const unpadded = joined.replace(/=+$/, '');
  if (unpadded.length % 4 === 1) return undefined;
  return { bytes: Buffer.from(unpadded, 'base64'), defects: slips(text, joined, unpadded) };
}

function slips(text: string, joined: string, unpadded: string): Defect[] {
  const defects: Defect[] = [];
  if (text !== joined) {
    const is = /[\r\n]/.test(text)
      ? `goes over ${text.split(/\r\n|\r|\n/).length} lines`
      : 'has white space in it';
    defects.push(
      defect(
        'wrapped',
        is,
        "GNU base64 wraps lines at 76 columns: end the command with | base64 | tr -d '\\n'",
      ),
    );
  }
  if (/[_-]/.test(joined)) {
    defects.push(defect('url-safe', 'is base64url, with - and _', 'use standard base64: + and /'));
  }
  if (joined.length !== Math.ceil(unpadded.length / 4) * 4) {
    defects.push(
      defect(
        'unpadded',
        'is cut off: the = at the end, or more, is missing',
        'copy the whole value, up to the last =; a tool that splits at = loses them',
      ),
    );
  }
  return defects;
}

/** Decodes bytes as UTF-8; returns undefined for bytes that are not UTF-8. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Returns the decoded text, if base64 contains text. */
export function decodedText(text: string): string | undefined {
  const decoded = decodeLoosely(text);
  return decoded && utf8(decoded.bytes);
}
