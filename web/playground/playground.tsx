import { useRef, useState } from 'preact/hooks';
import { forgetSharedLink, ShareButton } from '../share/share-button.tsx';
import { CodeEditor } from '../shared/code-editor.tsx';
import type { Editor } from '../shared/editor.ts';
import { MarkList } from '../shared/mark-list.tsx';
import { useSettled } from '../shared/settled.ts';
import { keepFresh } from './keep-fresh.ts';
import { KeepFreshPanel } from './keep-fresh-panel.tsx';
import { marksOf, verdictInWords } from './marks.ts';
import { shareable } from './share.ts';
import { fixEverything, judge, type Sheet } from './sheet.ts';
import { Toolbar } from './toolbar.tsx';

export function Playground({ first }: { first: Sheet }) {
  const [sheet, setSheet] = useState(first);
  const [replaced, setReplaced] = useState(first);
  const editor = useRef<Editor | undefined>(undefined);
  const { marks, summary, fresh, text } = useSettled(sheet, lookAt);
  const change = (more: Partial<Sheet>) => {
    forgetSharedLink();
    setSheet((now) => ({ ...now, ...more }));
  };
  const replace = (whole: Sheet) => {
    change(whole);
    setReplaced(whole);
  };
  const isJudged = text === sheet.text;
  const fixable = marks.filter(({ fix }) => fix).length;

  return (
    <main class="playground">
      <div class="intro">
        <h1>Check a config.yaml</h1>
        <p>
          The rules of <code>pullkeeper validate</code> run in this page.{' '}
          <strong>Nothing that you type is sent anywhere</strong>: the browser forbids this page every
          request.
        </p>
      </div>
      <Toolbar sheet={sheet} onChange={change} onExample={replace} />
      <section class="editor-side" aria-label="The file">
        <CodeEditor
          label="The file to check"
          text={replaced.text}
          replacedBy={replaced}
          language={sheet.kind === 'pyproject' ? 'toml' : 'yaml'}
          marked={{ text, marks }}
          onChange={(now) => change({ text: now })}
          onReady={(ready) => {
            editor.current = ready;
          }}
        />
        <ShareButton content={sheet} textsOf={() => shareable(sheet)} />
      </section>
      <section class="findings" aria-label="Findings">
        <p role="status" class="summary">
          {summary}
        </p>
        {fixable > 1 && (
          <button type="button" onClick={() => replace({ ...sheet, text: fixEverything(sheet) })}>
            Fix all {fixable}
          </button>
        )}
        <MarkList
          marks={marks}
          onShow={(mark) => editor.current?.show(mark)}
          onFix={({ fix }) => isJudged && fix && editor.current?.apply(fix.edits)}
        />
      </section>
      <KeepFreshPanel
        fresh={fresh}
        registries={replaced.registries}
        replacedBy={replaced}
        asksForRegistries={sheet.kind === 'truss'}
        onRegistries={(registries) => change({ registries })}
      />
    </main>
  );
}

/** All results about a sheet. */
function lookAt(sheet: Sheet) {
  const validation = judge(sheet);
  return {
    text: sheet.text,
    marks: marksOf(validation),
    summary: sheet.text.trim() === '' ? 'Paste a file.' : verdictInWords(validation, sheet.kind === 'truss'),
    fresh: keepFresh(sheet),
  };
}
