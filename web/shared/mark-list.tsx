import { SEVERITIES, type TextMark } from './mark.ts';

interface Props {
  marks: readonly TextMark[];
  onShow: (mark: TextMark) => void;
  onFix?: (mark: TextMark) => void;
}

/** Everything that the editor marks, as a list: for the keyboard, for touch, and for screen readers. */
export function MarkList({ marks, onShow, onFix }: Props) {
  return (
    <ol class="found-list">
      {marks.map((mark) => (
        <li key={`${mark.rule} ${mark.from} ${mark.message}`} class={`found found-${mark.severity}`}>
          <p class="found-head">
            <span class="found-sign">
              {SEVERITIES[mark.severity].sign} {SEVERITIES[mark.severity].word}
            </span>{' '}
            <span class="name">{mark.rule}</span>{' '}
            <button type="button" class="plain" onClick={() => onShow(mark)}>
              line {mark.line}
            </button>
          </p>
          <p>{mark.message}</p>
          {mark.hint && <Hint text={mark.hint} />}
          {mark.why && (
            <details>
              <summary>Why it matters</summary>
              <p>{mark.why}</p>
            </details>
          )}
          {mark.fix && onFix && (
            <button type="button" onClick={() => onFix(mark)}>
              Fix: {mark.fix.title}
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

/** The first line says what to do; lines to copy follow it. */
function Hint({ text }: { text: string }) {
  const [says, ...lines] = text.split('\n');
  return (
    <>
      <p>{says}</p>
      {lines.length > 0 && <pre class="hint">{lines.join('\n')}</pre>}
    </>
  );
}
