/** A message about a place in a text. The offsets are in UTF-16 units, as in editors. */
export interface TextMark {
  from: number;
  to: number;
  line: number;
  severity: 'error' | 'warning' | 'info';
  /** The id of the rule, or the code of the problem. */
  rule: string;
  message: string;
  hint?: string;
  /** What happens if the file stays as it is. */
  why?: string;
  fix?: { title: string; edits: readonly TextEdit[] };
}

export interface TextEdit {
  span: { readonly start: number; readonly end: number };
  text: string;
}

/** The name of each severity, and the sign that is shown beside its colour. */
export const SEVERITIES: Record<TextMark['severity'], { word: string; sign: string }> = {
  error: { word: 'error', sign: '✕' },
  warning: { word: 'warning', sign: '▲' },
  info: { word: 'advice', sign: 'ℹ' },
};
