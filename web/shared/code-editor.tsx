import { useEffect, useRef } from 'preact/hooks';
import { Editor } from './editor.ts';
import type { Language } from './highlight.ts';
import type { TextMark } from './mark.ts';

/** Marks, and the text that they belong to. An editor whose text has changed since does not show them. */
interface Marked {
  text: string;
  marks: readonly TextMark[];
}

interface Props {
  label: string;
  /** The first text. Later the text in the editor counts, because it is newer than the drawn page. */
  text: string;
  /** A new object each time the page itself replaces the text, as for an example. */
  replacedBy?: object;
  language?: Language;
  marked?: Marked | undefined;
  onChange: (text: string) => void;
  onReady?: (editor: Editor) => void;
}

export function CodeEditor(props: Props) {
  const { label, text, replacedBy, language = 'yaml', marked, onChange, onReady } = props;
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | undefined>(undefined);
  const changed = useRef(onChange);
  changed.current = onChange;

  useEffect(() => {
    if (!place.current || editor.current) return;
    const made = new Editor({
      parent: place.current,
      text,
      label,
      language,
      onChange: (now) => changed.current(now),
    });
    editor.current = made;
    onReady?.(made);
  }, []);
  useEffect(() => editor.current?.setText(text), [replacedBy]);
  useEffect(() => editor.current?.setLanguage(language), [language]);
  useEffect(() => {
    if (marked && marked.text === editor.current?.text) editor.current.setMarks(marked.marks);
  }, [marked]);

  return <div class="code-editor" ref={place} />;
}
