import type { Finding } from './finding.ts';
import { Lines } from './yaml/position.ts';

const COMMENT = /(?:^|\s)#\s*pullkeeper-ignore\s+(?<rules>(?:TDA|FAL)\d{3}(?:\s*,\s*(?:TDA|FAL)\d{3})*)\b/;

/**
 * Leaves out findings that a comment `# pullkeeper-ignore TDA203: why` waives, on the line of the finding or on its
 * own line above. Errors of Truss itself cannot be waived: Truss would still reject the file.
 */
export function withoutIgnored(text: string, findings: readonly Finding[]): Finding[] {
  if (findings.length === 0 || !text.includes('pullkeeper-ignore')) return [...findings];
  const lines = new Lines(text);
  return findings.filter(({ rule, span, stops }) => {
    const { line } = lines.position(span.start);
    const own = lines.text(line);
    const above = line > 1 ? lines.text(line - 1) : '';
    const waived = waivedBy(own) ?? (above.trimStart().startsWith('#') ? waivedBy(above) : undefined);
    return stops !== undefined || !waived?.includes(rule);
  });
}

function waivedBy(line: string): string[] | undefined {
  return COMMENT.exec(line)?.groups?.rules?.split(/\s*,\s*/);
}
