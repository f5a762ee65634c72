type Decoded = { text: string } | { problem: string; offset: number };

/** Bytes as Python opens them: UTF-8 and nothing else. A byte order mark stays, as PyYAML skips it itself. */
export function decodeUtf8(bytes: Uint8Array): Decoded {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const offset = firstBadByte(bytes);
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    return {
      problem: utf16
        ? 'The file is UTF-16, and Truss reads UTF-8 only.'
        : `The file is not UTF-8: byte ${offset + 1} cannot be read.`,
      offset,
    };
  }
}

/** Where the bytes differ from those of the text that they are decoded to: a bad byte becomes U+FFFD. */
function firstBadByte(bytes: Uint8Array): number {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const decoded = new TextEncoder().encode(text);
  return bytes.findIndex((byte, at) => byte !== decoded[at]);
}
