import { useEffect, useState } from 'preact/hooks';
import { CodeEditor } from '../shared/code-editor.tsx';
import { CopyButton } from '../shared/copy-button.tsx';
import { packFragment } from '../shared/fragment.ts';
import type { KeepFresh } from './keep-fresh.ts';

interface Props {
  fresh: KeepFresh;
  registries: string;
  replacedBy: object;
  /** Only the rules for a config.yaml compare with a registries.yml. */
  asksForRegistries: boolean;
  onRegistries: (text: string) => void;
}

export function KeepFreshPanel({ fresh, registries, replacedBy, asksForRegistries, onRegistries }: Props) {
  const plan = useLinkToPlan(fresh.registries);
  return (
    <section class="keep-fresh" aria-labelledby="keep-fresh">
      <h2 id="keep-fresh">What would keep this fresh</h2>
      <p>{fresh.says}</p>
      {fresh.registries && (
        <>
          <pre class="written">{fresh.registries}</pre>
          <p class="buttons">
            <CopyButton text={fresh.registries} what="registries.yml" />
            <a href={plan}>Show its plan</a>
          </p>
        </>
      )}
      {asksForRegistries && (
        <details open={registries !== ''}>
          <summary>Compare with the registries.yml that you have</summary>
          <CodeEditor
            label="Your registries.yml"
            text={registries}
            replacedBy={replacedBy}
            onChange={onRegistries}
          />
        </details>
      )}
    </section>
  );
}

/** The address of the plan page with this text in its fragment. The text has hosts and names only. */
function useLinkToPlan(text: string | undefined): string {
  const [fragment, setFragment] = useState('');
  useEffect(() => {
    let isCurrent = true;
    if (text !== undefined)
      void packFragment({ registries: text }).then((packed) => {
        if (isCurrent) setFragment(`#${packed}`);
      });
    return () => {
      isCurrent = false;
    };
  }, [text]);
  return PAGES.find(({ name }) => name === 'plan')?.path + fragment;
}
