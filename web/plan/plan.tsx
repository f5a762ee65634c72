import { useMemo, useRef, useState } from 'preact/hooks';
import type { Forecast } from '../../lib/forecast/forecast.ts';
import { totalsOf } from '../../lib/forecast/words.ts';
import { forgetSharedLink, ShareButton } from '../share/share-button.tsx';
import { CodeEditor } from '../shared/code-editor.tsx';
import type { Editor } from '../shared/editor.ts';
import { MarkList } from '../shared/mark-list.tsx';
import { useSettled } from '../shared/settled.ts';
import { judgePlan } from './judge-plan.ts';
import { Notes } from './notes.tsx';
import { Picture } from './picture.tsx';
import { askPlan, HAS_SERVER } from './served.ts';
import { Tables } from './tables.tsx';

export function Plan({ first }: { first: string }) {
  const [text, setText] = useState(first);
  const [isLocal, setLocal] = useState(false);
  const [served, setServed] = useState<{ forecast: Forecast } | { problem: string }>();
  const editor = useRef<Editor | undefined>(undefined);
  const judged = useSettled(
    useMemo(() => ({ text, isLocal }), [text, isLocal]),
    judgeToday,
  );
  const marks = 'problems' in judged ? judged.problems : [];
  const written = 'forecast' in judged ? judged.forecast : undefined;
  const outlook = served && 'forecast' in served ? served.forecast : written;
  const problem = served && 'problem' in served ? served.problem : undefined;

  return (
    <main class="plan">
      <div class="intro">
        <h1>See what a registries.yml leads to</h1>
        <p>
          What is minted, published and stored where; how many missed runs that survives; calls, quotas and
          cost. <strong>Nothing that you type is sent anywhere.</strong>
        </p>
      </div>
      <form class="toolbar" onSubmit={(event) => event.preventDefault()}>
        <div class="field">
          <label for="runs">Runs</label>
          <select
            id="runs"
            value={String(isLocal)}
            onChange={({ currentTarget }) => {
              setServed(undefined);
              setLocal(currentTarget.value === 'true');
            }}
          >
            <option value="false">in deployed functions</option>
            <option value="true">on a machine of your own</option>
          </select>
        </div>
        {HAS_SERVER && (
          <button type="button" onClick={async () => setServed(await askPlan(isLocal))}>
            Show the registries.yml of this server
          </button>
        )}
      </form>
      <section class="editor-side" aria-label="The file">
        <CodeEditor
          label="Your registries.yml"
          text={first}
          marked={{ text: judged.text, marks }}
          onChange={(now) => {
            forgetSharedLink();
            setServed(undefined);
            setText(now);
          }}
          onReady={(ready) => {
            editor.current = ready;
          }}
        />
        <ShareButton content={text} textsOf={() => shareableOnRequest(text)} />
      </section>
      <section class="findings" aria-label="The plan">
        <p role="status" class="summary">
          {problem ??
            (outlook
              ? `${outlook === written ? '' : 'On this server: '}${totalsOf(outlook)}.`
              : problemsText(marks.length))}
        </p>
        <MarkList marks={outlook === written ? marks : []} onShow={(mark) => editor.current?.show(mark)} />
        {outlook && <Notes notes={outlook.warnings} />}
        {outlook && <Picture forecast={outlook} />}
      </section>
      {outlook && (
        <section class="outlook" aria-label="The plan in figures">
          <Tables forecast={outlook} />
        </section>
      )}
    </main>
  );
}

function judgeToday({ text, isLocal }: { text: string; isLocal: boolean }) {
  return judgePlan(text, isLocal ? 'machine' : { shards: 1 }, new Date());
}

/** Loads the code only when it is needed: the page stays small. */
async function shareableOnRequest(text: string) {
  return (await import('./share.ts')).shareable(text);
}

function problemsText(count: number): string {
  return `${count === 1 ? 'One problem' : `${count} problems`}: nothing of this file would be deployed.`;
}
