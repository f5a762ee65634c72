import { isJsonObject } from '../../lib/json.ts';

/** The version of the fragment's format. A later format gets another number. */
const FORM = 'v1.';

/** A fragment that unpacks to more text was not made by these pages. */
const LARGEST = 2 * 1024 * 1024;

/** Packs texts into the fragment of a link. A browser sends a fragment to no server. */
export async function packFragment(texts: Readonly<Record<string, string>>): Promise<string> {
  const json = new Blob([JSON.stringify(texts)]);
  const packed = await new Response(
    json.stream().pipeThrough(new CompressionStream('deflate-raw')),
  ).arrayBuffer();
  const binary = Array.from(new Uint8Array(packed), (byte) => String.fromCharCode(byte)).join('');
  return FORM + btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Unpacks a fragment; undefined if these pages did not make it. */
export async function unpackFragment(fragment: string): Promise<Record<string, string> | undefined> {
  const packed = fragment.replace(/^#/, '');
  if (!packed.startsWith(FORM)) return undefined;
  try {
    const binary = atob(packed.slice(FORM.length).replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const data: unknown = JSON.parse(await inflate(bytes));
    if (!isJsonObject(data)) return undefined;
    return Object.fromEntries(
      Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return undefined; // cut off or changed on its way
  }
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > LARGEST) return '';
  }
}
