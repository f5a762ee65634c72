import { useState } from 'preact/hooks';
import { CopyButton } from '../shared/copy-button.tsx';
import { packFragment } from '../shared/fragment.ts';
import { shareable } from './share.ts';
import type { Sheet } from './sheet.ts';

type Shared = { sheet: Sheet; link: string; hidden: number } | { sheet: Sheet; problem: string };

/** Puts the file into the fragment of the address, which browsers send to no server, and only when this is pressed. */
export function ShareButton({ sheet }: { sheet: Sheet }) {
  const [shared, setShared] = useState<Shared>();
  const share = async () => {
    const found = shareable(sheet);
    if ('problem' in found) {
      setShared({ sheet, problem: found.problem });
      return;
    }
    const fragment = await packFragment({ ...found.sheet });
    history.replaceState(null, '', `#${fragment}`);
    setShared({ sheet, link: location.href, hidden: found.hidden });
  };
  const current = shared?.sheet === sheet ? shared : undefined;
  return (
    <div class="share">
      <button type="button" onClick={() => void share()}>
        Share as a link
      </button>
      <p role="status">
        {current === undefined
          ? ''
          : 'problem' in current
            ? current.problem
            : `The link is in the address bar. ${hiddenText(current.hidden)}`}
      </p>
      {current && 'link' in current && <CopyButton text={current.link} what="the link" />}
    </div>
  );
}

function hiddenText(hidden: number): string {
  if (hidden === 0) return 'Comments were left out of it.';
  return `${hidden === 1 ? 'One value that looks' : `${hidden} values that look`} like a credential and all comments were left out of it.`;
}
