import { duration } from '../text/duration.ts';
import { table } from '../text/table.ts';
import { isInDanger } from './state.ts';
import type { PublicationStatus, Status } from './status.ts';

/** What is wrong, each reason once however many publications it costs, and what to do about it: a paragraph each. */
export function remarksOn(status: Status, deployed = ''): string[] {
  return [
    ...failures(status),
    ...silences(status),
    ...changes(status),
    ...orphans(status),
    ...next(status, deployed),
  ];
}

function failures({ publications, at }: Status): string[] {
  const failing = publications.flatMap(({ failed, ...place }) => (failed ? [{ place, failed }] : []));
  const byReason = Map.groupBy(failing, ({ failed }) => `${failed.kind}: ${failed.reason}`);
  return [...byReason].map(([reason, each]) => {
    const last = Math.max(...each.map(({ failed }) => Date.parse(failed.at)));
    return paragraph(
      `failed ${duration(Date.parse(at) - last)} ago, ${reason}`,
      each.map(({ place }) => place),
    );
  });
}

/** Where nothing failed and yet nothing came, the function did not run to its end. */
function silences({ publications, at }: Status): string[] {
  const silent = publications.filter(({ state, failed }) => isInDanger(state) && failed === undefined);
  const named = (each: PublicationStatus) => `${each.function} runs every ${duration(each.cadence * 1_000)}`;
  const never = silent.filter(({ publishedAt }) => publishedAt === undefined);
  const once = silent.filter(({ publishedAt }) => publishedAt !== undefined);
  return [
    ...[...Map.groupBy(never, named)].map(([runs, each]) =>
      paragraph(`never published; ${runs}: wait for it, or run it now`, each),
    ),
    ...[...Map.groupBy(once, named)].map(([runs, each]) => {
      const last = Math.max(...each.map(({ publishedAt = at }) => Date.parse(publishedAt)));
      const since = duration(Date.parse(at) - last);
      return paragraph(`not published for ${since}, though ${runs}: look at its schedule and its log`, each);
    }),
  ];
}

function changes({ publications }: Status): string[] {
  return publications.flatMap((each) => {
    if (each.publishedAs === undefined) return [];
    const { host, format } = each.publishedAs;
    const stands = host === each.host ? `it stands there as ${format}` : `the secret of ${host} stands there`;
    return paragraph(`registries.yml says otherwise now; until the next run ${stands}`, [each]);
  });
}

function orphans(status: Status): string[] {
  return status.orphans.length === 0
    ? []
    : [
        paragraph(
          'no longer in registries.yml, and not removed: delete what nobody reads any more',
          status.orphans,
        ),
      ];
}

function next({ publications }: Status, deployed: string): string[] {
  const wrong = publications.filter(({ state }) => state !== 'alive');
  const names = [...new Set(wrong.map((each) => each.function))];
  const commands = names.map((name) => `  npx serverless invoke -f ${name} ${deployed}`.trimEnd());
  return commands.length === 0 ? [] : [['to try now', ...commands].join('\n')];
}

function paragraph(text: string, places: readonly Pick<PublicationStatus, 'backend' | 'name'>[]): string {
  const rows = places.map(({ backend, name }) => ['', backend, name]);
  return [text, table(rows)].join('\n');
}
