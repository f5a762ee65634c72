/** Something to say about a place in a text: offsets in UTF-16 units, as editors count. */
export interface Mark {
  from: number;
  to: number;
  line: number;
  severity: 'error' | 'warning' | 'info';
  /** The id of the rule, or the code of the problem. */
  rule: string;
  message: string;
  hint?: string;
  /** What happens to those who leave it. */
  why?: string;
  fix?: { title: string; edits: readonly TextEdit[] };
}

export interface TextEdit {
  span: { readonly start: number; readonly end: number };
  text: string;
}

/** What a severity is called, and the sign that shows it beside its colour. */
export const SEVERITIES: Record<Mark['severity'], { word: string; sign: string }> = {
  error: { word: 'error', sign: '✕' },
  warning: { word: 'warning', sign: '▲' },
  info: { word: 'advice', sign: 'ℹ' },
};
