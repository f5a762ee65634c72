import { compile } from '../../lib/config/file/compile.ts';
import { ConfigError, type Problem } from '../../lib/config/file/config-error.ts';
import { type Forecast, forecast, type Home } from '../../lib/forecast/forecast.ts';
import type { TextMark } from '../shared/mark.ts';

/** The effect of a registries.yml, or its problems. */
type Judged = { text: string } & ({ forecast: Forecast } | { problems: TextMark[] });

/** A larger file would block the page. The command line has no such limit. */
export const LARGEST = 512 * 1024;

export function judgePlan(text: string, home: Home, now: Date): Judged {
  if (text.length > LARGEST) return { text, problems: [TOO_LARGE] };
  try {
    return { text, forecast: forecast(compile(text, 'registries.yml', now), home) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { text, problems: problemMarks(text, error.problems) };
  }
}

const TOO_LARGE: TextMark = {
  from: 0,
  to: 0,
  line: 1,
  severity: 'error',
  rule: 'size',
  message: 'This page draws files of at most 512 KiB.',
  hint: 'In a terminal: npx pullkeeper plan',
};

/** Problems at their places: from the compiler's position to the end of the word. */
function problemMarks(text: string, problems: readonly Problem[]): TextMark[] {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  const markAtStart = text.startsWith('\ufeff') ? 1 : 0; // the compiler does not count a byte order mark
  return problems.map(({ line, column, code, message }) => {
    const start = (starts[line - 1] ?? 0) + column - 1 + (line === 1 ? markAtStart : 0);
    const from = Math.min(start, text.length);
    const word = /^(?:"[^"\n]*"|'[^'\n]*'|[^\s,[\]{}#]+)/.exec(text.slice(from, from + 500))?.[0] ?? '';
    return {
      from,
      to: from + word.replace(/(?<=.):$/, '').length,
      line,
      severity: 'error',
      rule: code,
      message,
    };
  });
}
