import { useEffect, useRef } from 'preact/hooks';
import { Editor } from './editor.ts';
import type { Language } from './highlight.ts';
import type { Mark } from './mark.ts';

/** Marks, and the text that they are about: an editor with another text by now does not show them. */
export interface Marked {
  text: string;
  marks: readonly Mark[];
}

interface Props {
  label: string;
  text: string;
  language?: Language;
  marked?: Marked | undefined;
  onChange: (text: string) => void;
  onReady?: (editor: Editor) => void;
}

export function CodeEditor({ label, text, language = 'yaml', marked, onChange, onReady }: Props) {
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
  useEffect(() => editor.current?.setText(text), [text]);
  useEffect(() => editor.current?.setLanguage(language), [language]);
  useEffect(() => {
    if (marked && marked.text === editor.current?.text) editor.current.setMarks(marked.marks);
  }, [marked]);

  return <div class="code-editor" ref={place} />;
}
