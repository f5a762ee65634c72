import { useState } from 'preact/hooks';
import { CopyButton } from '../shared/copy-button.tsx';
import { packFragment } from '../shared/fragment.ts';

/** The texts of a link without credentials, and how many values were left out; or why nothing is shared. */
export type LinkTexts = { texts: Readonly<Record<string, string>>; hidden: number } | { problem: string };

type Shared = { link: string; hidden: number } | { problem: string };

interface Props {
  /** The content of the page. When it changes, the link is out of date. */
  content: unknown;
  textsOf: () => LinkTexts | Promise<LinkTexts>;
}

/** Puts the file into the fragment of the address, which browsers send to no server, and only when this is pressed. */
export function ShareButton({ content, textsOf }: Props) {
  const [last, setLast] = useState<{ content: unknown; shared: Shared }>();
  const share = async (): Promise<Shared> => {
    const found = await textsOf();
    if ('problem' in found) return found;
    history.replaceState(null, '', `#${await packFragment(found.texts)}`);
    return { link: location.href, hidden: found.hidden };
  };
  const shared = last?.content === content ? last?.shared : undefined;
  return (
    <div class="share">
      <button
        type="button"
        onClick={async () => setLast({ content, shared: await share().catch(notLoaded) })}
      >
        Share as a link
      </button>
      <p role="status">{shared === undefined ? '' : sharedText(shared)}</p>
      {shared && 'link' in shared && <CopyButton text={shared.link} what="the link" />}
    </div>
  );
}

/** A link in the address bar that differs from the page would mislead. */
export function forgetSharedLink(): void {
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
}

/** The code of this page is loaded in parts. */
function notLoaded(): Shared {
  return { problem: 'A part of this page could not be loaded. The server may have been stopped.' };
}

function sharedText(shared: Shared): string {
  return 'problem' in shared
    ? shared.problem
    : `The link is in the address bar. ${hiddenText(shared.hidden)}`;
}

function hiddenText(hidden: number): string {
  if (hidden === 0) return 'Comments were left out of it.';
  return `${hidden === 1 ? 'One value that looks' : `${hidden} values that look`} like a credential and all comments were left out of it.`;
}
