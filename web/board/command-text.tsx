import { useState } from 'preact/hooks';

/** A step of a remedy. A command can be copied. */
export function CommandText({ text }: { text: string }) {
  const [isCopied, setCopied] = useState(false);
  if (!/^(?:npx|aws|gcloud|pullkeeper) /.test(text)) return <p>{text}</p>;
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <p class="command">
      <code>{text}</code>
      <button type="button" class="plain" onClick={copy} aria-label={`Copy ${text}`}>
        {isCopied ? 'copied' : 'copy'}
      </button>
    </p>
  );
}
