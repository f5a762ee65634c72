import { EditorView } from '@codemirror/view';
import { SEVERITIES } from './mark.ts';

const COLOURS = { error: 'var(--dead)', warning: 'var(--low)', info: 'var(--accent)' } as const;

const perSeverity = (['error', 'warning', 'info'] as const).map((severity) => [
  [
    `.cm-lintRange-${severity}`,
    // CodeMirror's own waves are images in data: URLs, which the Content-Security-Policy refuses.
    {
      backgroundImage: 'none',
      textDecoration: `underline wavy ${COLOURS[severity]}`,
      textUnderlineOffset: '3px',
    },
  ],
  [`.cm-lint-marker-${severity}`, { content: 'normal' }],
  [
    `.cm-lint-marker-${severity}::before`,
    { content: `"${SEVERITIES[severity].sign}"`, color: COLOURS[severity], fontSize: '0.85em' },
  ],
  [`.cm-diagnostic-${severity}`, { borderLeft: `3px solid ${COLOURS[severity]}` }],
  [`.cm-lintPoint-${severity}::after`, { borderBottomColor: COLOURS[severity] }],
]);

/** The colours and letters of the page, in the editor. */
export const EDITOR_THEME = EditorView.theme({
  '&': {
    color: 'var(--text)',
    backgroundColor: 'var(--ground)',
    border: '1px solid var(--edge)',
    borderRadius: '4px',
    fontSize: '0.875rem',
    minHeight: '16rem',
    maxHeight: 'max(24rem, 75vh)',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--text)', padding: '0.5rem 0' },
  '.cm-gutters': { backgroundColor: 'var(--ground)', color: 'var(--quiet)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--accent) 6%, transparent)' },
  '.cm-gutter-lint': { width: '1.2rem' },
  '.cm-lint-marker': { width: '1rem', height: 'auto', textAlign: 'center' },
  '.cm-lintRange-active': { backgroundColor: 'color-mix(in srgb, var(--low) 18%, transparent)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
    border: '1px solid var(--line)',
    borderRadius: '4px',
    maxWidth: 'min(34rem, 90vw)',
  },
  '.cm-diagnostic': { padding: '0.5rem 0.75rem', whiteSpace: 'normal' },
  '.cm-diagnosticAction': {
    font: 'inherit',
    margin: '0.4rem 0 0',
    padding: '0.2rem 0.6rem',
    color: 'var(--text)',
    backgroundColor: 'var(--ground)',
    border: '1px solid var(--line)',
    borderRadius: '4px',
    cursor: 'pointer',
  },
  '.cm-diagnosticSource': { display: 'none' },
  '.said-head': { color: 'var(--quiet)', fontSize: '0.9em' },
  '.said-hint': { marginTop: '0.3rem' },
  '.said-lines': {
    fontFamily: 'var(--mono)',
    fontSize: '0.9em',
    whiteSpace: 'pre-wrap',
    marginTop: '0.3rem',
  },
  '.said-why': { color: 'var(--quiet)', marginTop: '0.3rem' },
  '@media print': { '&': { maxHeight: 'none' } },
  ...Object.fromEntries(perSeverity.flat()),
});
