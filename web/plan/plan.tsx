import { useRef, useState } from 'preact/hooks';
import { totalsOf } from '../../lib/forecast/words.ts';
import { CodeEditor } from '../shared/code-editor.tsx';
import type { Editor } from '../shared/editor.ts';
import { MarkList } from '../shared/mark-list.tsx';
import { useSettled } from '../shared/settled.ts';
import { judgePlan } from './judge-plan.ts';
import { Picture } from './picture.tsx';
import { Tables } from './tables.tsx';

export function Plan({ first }: { first: string }) {
  const [text, setText] = useState(first);
  const editor = useRef<Editor | undefined>(undefined);
  const judged = useSettled(text, judgeToday);
  const marks = 'problems' in judged ? judged.problems : [];
  const outlook = 'forecast' in judged ? judged.forecast : undefined;

  return (
    <main class="plan">
      <div class="intro">
        <h1>See what a registries.yml leads to</h1>
        <p>
          What is minted, published and stored where; how many missed runs that survives; calls, quotas and
          cost. <strong>Nothing that you type is sent anywhere.</strong>
        </p>
      </div>
      <section class="editor-side" aria-label="The file">
        <CodeEditor
          label="Your registries.yml"
          text={first}
          marked={{ text: judged.text, marks }}
          onChange={setText}
          onReady={(ready) => {
            editor.current = ready;
          }}
        />
      </section>
      <section class="findings" aria-label="The plan">
        <p role="status" class="summary">
          {outlook ? `${totalsOf(outlook)}.` : problemsText(marks.length)}
        </p>
        <MarkList marks={marks} onShow={(mark) => editor.current?.show(mark)} />
        {outlook && outlook.warnings.length > 0 && (
          <ul class="notes">
            {outlook.warnings.map(({ says, remedy }) => (
              <li key={says}>
                <strong>note</strong> {says}
                {remedy && <p class="quiet">{remedy}</p>}
              </li>
            ))}
          </ul>
        )}
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

function judgeToday(text: string) {
  return judgePlan(text, new Date());
}

function problemsText(count: number): string {
  return `${count === 1 ? 'One problem' : `${count} problems`}: nothing of this file would be deployed.`;
}
