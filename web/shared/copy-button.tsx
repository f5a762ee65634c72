import { useState } from 'preact/hooks';

/** Copies a text. A browser may refuse that to a page; the text is shown beside the button, to be selected. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(text);
    } catch {
      setCopied(''); // refused, or not offered to a page without https
    }
  };
  return (
    <button type="button" onClick={copy}>
      {copied === text ? 'Copied' : `Copy ${what}`}
    </button>
  );
}
