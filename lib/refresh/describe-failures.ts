import { inWords } from '../failure.ts';
import { isDead } from './canary-result.ts';
import type { Outcome, Report } from './report.ts';

/**
 * Lambda's runtime repeats a message in the trace and, for X-Ray, several times in a header of at most 1 MiB. A longer
 * message would end the process, and the message would be lost.
 */
export const LONGEST_MESSAGE = 64 * 1024;

/** The part of it for causes and names. Each list of them ends with a summary line. */
const ROOM = LONGEST_MESSAGE - 1_024;

/** One paragraph for each cause, the most frequent first, with as many of its publications as there is room for. */
export function describeFailures({ counts, publications }: Report): string {
  const failed = publications.filter(({ outcome }) => outcome === 'failed');
  const causes = [...Map.groupBy(failed, causeOf).values()].toSorted((a, b) => b.length - a.length);
  const lines = [`${counts.failed} of ${publications.length} publications failed`];
  let room = ROOM;
  for (const [index, outcomes] of causes.entries()) {
    if (room < 0) {
      lines.push(`  and ${causes.length - index} other causes: see the log of this run`);
      break;
    }
    const paragraph = describeCause(outcomes, room / (causes.length - index));
    room -= paragraph.length;
    lines.push(paragraph);
  }
  return lines.join('\n');
}

/** A shorter name may be part of an ordinary word. */
const SHORTEST_NAME = 6;

/** The messages of one cause differ only in the names of the secret and of the host. */
function causeOf({ reason = '', cause = '', hint = '', name, host }: Outcome): string {
  const text = [reason, cause, hint].join('\n').replaceAll(host, '');
  return name.length < SHORTEST_NAME ? text : text.replaceAll(name, '');
}

function describeCause(outcomes: readonly Outcome[], room: number): string {
  const [first] = outcomes;
  const times = outcomes.length === 1 ? '' : `${outcomes.length} times: `;
  const words = indent(
    inWords({ message: `${times}${first?.reason}`, cause: first?.cause, hint: first?.hint }),
  );
  const lines = [words];
  let left = room - words.length;
  for (const [index, outcome] of outcomes.entries()) {
    const line = `    not published: ${outcome.name} in ${outcome.backend}, ${remaining(outcome)}`;
    left -= line.length + 1;
    if (left < 0 && index > 0) {
      lines.push(`    and ${outcomes.length - index} more: see the log of this run`);
      break;
    }
    lines.push(line);
  }
  return lines.join('\n');
}

function remaining({ canary, expiresAt, publishedAt }: Outcome): string {
  if (canary === 'shared' || (canary !== undefined && isDead({ saw: canary })))
    return 'and the secret stored now is dead';
  if (publishedAt === undefined) return 'and the ledger knows of no earlier value';
  return expiresAt === undefined
    ? `the value published at ${publishedAt} is still stored`
    : `the stored secret dies at ${expiresAt}`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
