import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import {
  type Diagnostic,
  lintGutter,
  nextDiagnostic,
  previousDiagnostic,
  setDiagnostics,
} from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { EDITOR_THEME } from './editor-theme.ts';
import { HIGHLIGHTING, LANGUAGES, type Language } from './highlight.ts';
import { SEVERITIES, type TextEdit, type TextMark } from './mark.ts';

interface EditorOptions {
  parent: Element;
  text: string;
  /** The name of the editor, for screen readers. */
  label: string;
  language: Language;
  onChange: (text: string) => void;
}

const NEXT_MARK = { key: 'F8', run: nextDiagnostic, shift: previousDiagnostic };

/**
 * An editor that shows marks: under the text, in the gutter, and on hover. CodeMirror writes its styles into a sheet of
 * the shadow root: a `<style>` element would need an exception from the Content-Security-Policy.
 */
export class Editor {
  readonly #view: EditorView;
  readonly #language = new Compartment();

  constructor({ parent, text, label, language, onChange }: EditorOptions) {
    const root = parent.shadowRoot ?? parent.attachShadow({ mode: 'open' });
    this.#view = new EditorView({
      doc: text,
      root,
      parent: root,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        highlightActiveLine(),
        EditorState.tabSize.of(2),
        // Tab leaves the editor, as it leaves every other field: people without a mouse must be able to leave it.
        keymap.of([NEXT_MARK, ...historyKeymap, ...defaultKeymap]),
        this.#language.of(LANGUAGES[language]),
        HIGHLIGHTING,
        EDITOR_THEME,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
        EditorView.domEventHandlers({ beforeinput: replaceSelection }),
        EditorView.updateListener.of(({ docChanged }) => docChanged && onChange(this.text)),
      ],
    });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Replaces the text as one change, which can be undone. */
  setText(text: string): void {
    const { length } = this.#view.state.doc;
    if (text === this.text) return;
    this.#view.dispatch({ changes: { from: 0, to: length, insert: text }, selection: { anchor: 0 } });
  }

  setLanguage(language: Language): void {
    this.#view.dispatch({ effects: this.#language.reconfigure(LANGUAGES[language]) });
  }

  /** Shows the marks of the current text. */
  setMarks(marks: readonly TextMark[]): void {
    const diagnostics = marks.map((mark) => this.#diagnostic(mark));
    this.#view.dispatch(setDiagnostics(this.#view.state, diagnostics));
  }

  apply(edits: readonly TextEdit[]): void {
    this.#view.dispatch({
      changes: edits.map(({ span, text }) => ({ from: span.start, to: span.end, insert: text })),
    });
  }

  /** Puts the cursor at a mark. */
  show({ from, to }: Pick<TextMark, 'from' | 'to'>): void {
    const { length } = this.#view.state.doc;
    this.#view.dispatch({
      selection: { anchor: Math.min(from, length), head: Math.min(to, length) },
      effects: EditorView.scrollIntoView(Math.min(from, length), { y: 'center' }),
    });
    this.#view.focus();
  }

  #diagnostic(mark: TextMark): Diagnostic {
    const { from, to, severity, rule, message, fix } = mark;
    return {
      from,
      to,
      severity,
      source: rule,
      message,
      renderMessage: () => explanation(mark),
      ...(fix && { actions: [{ name: `Fix: ${fix.title}`, apply: () => this.apply(fix.edits) }] }),
    };
  }
}

/**
 * Replaces a selection of several lines by what is typed. Chrome would do so itself, and would leave style attributes
 * behind, which the Content-Security-Policy refuses.
 */
function replaceSelection(event: InputEvent, view: EditorView): boolean {
  const { main } = view.state.selection;
  if (event.inputType !== 'insertText' || event.data === null || main.empty || event.isComposing)
    return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(event.data), { scrollIntoView: true, userEvent: 'input.type' });
  return true;
}

function explanation({ severity, rule, message, hint, why }: TextMark): HTMLElement {
  const { word, sign } = SEVERITIES[severity];
  const box = document.createElement('div');
  for (const [name, text] of [
    ['head', `${sign} ${word} ${rule}`],
    ['message', message],
    ['hint', hint?.split('\n', 1)[0]],
    ['lines', hint?.split('\n').slice(1).join('\n')],
    ['why', why],
  ] as const) {
    if (!text) continue;
    const line = document.createElement('div');
    line.className = `said-${name}`;
    line.textContent = text;
    box.append(line);
  }
  return box;
}
