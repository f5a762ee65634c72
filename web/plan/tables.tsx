import { nameWithHost } from '../../lib/config/name-with-host.ts';
import type { Forecast } from '../../lib/forecast/forecast.ts';
import {
  lifeInWords,
  limitOf,
  money,
  reasonsFor,
  timeOf,
  totalCost,
  whole,
} from '../../lib/forecast/words.ts';
import { duration } from '../../lib/text/duration.ts';

/** A browser shows this many rows without a pause. The command line shows all. */
const MOST_ROWS = 1_000;

/** The plan as tables, the same as `pullkeeper plan` prints. */
export function Tables({ forecast }: { forecast: Forecast }) {
  return (
    <>
      <Published forecast={forecast} />
      <Table
        folded
        caption="API calls"
        head={['function', 'service', 'a run', 'a day', 'a month', 'for']}
        numbers={[2, 3, 4]}
        rows={forecast.calls.map(({ function: name, service, for: what = 'minting and keys', ...calls }) => [
          name,
          service,
          ...[calls.perRun, calls.perDay, calls.perMonth].map(whole),
          what,
        ])}
      />
      {forecast.quotas.length > 0 && (
        <Table
          folded
          caption="Quotas"
          head={['function', 'backend', 'of what', 'needed', 'most', 'takes']}
          numbers={[3]}
          rows={forecast.quotas.map((quota) => [
            quota.function,
            quota.backend,
            quota.what,
            whole(quota.needed),
            limitOf(quota),
            timeOf(quota),
          ])}
        />
      )}
      {forecast.costs.length > 0 && (
        <Table
          caption="Cost a month, about"
          head={['of', 'dollars', 'because']}
          numbers={[1]}
          rows={[
            ...forecast.costs.map((cost) => [cost.of, money(cost.dollars), reasonsFor(cost)]),
            ['together', money(totalCost(forecast.costs)), ''],
          ]}
        />
      )}
    </>
  );
}

function Published({ forecast }: { forecast: Forecast }) {
  const all = forecast.functions.flatMap(({ name, cadenceSeconds, mints }) =>
    mints.flatMap((mint) =>
      mint.publications.map((publication) => {
        const { lives, survives = '' } = lifeInWords(mint);
        return [
          mint.title,
          `${name}, every ${duration(cadenceSeconds * 1_000)}`,
          [lives, survives].filter((text) => text !== '').join(', '),
          nameWithHost(publication),
          backendText(publication.backend, publication.to.type),
          publication.format,
        ];
      }),
    ),
  );
  return (
    <>
      <Table
        caption="What is minted, and published where"
        head={['minted', 'by', 'life', 'secret', 'backend', 'format']}
        names={[3]}
        rows={all.slice(0, MOST_ROWS)}
      />
      {all.length > MOST_ROWS && (
        <p class="quiet">{whole(all.length - MOST_ROWS)} more: "npx pullkeeper plan" shows all.</p>
      )}
    </>
  );
}

function backendText(name: string, type: string): string {
  return name === type ? name : `${name} (${type})`;
}

interface TableProps {
  caption: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
  /** The columns of numbers, and those of names. */
  numbers?: readonly number[];
  names?: readonly number[];
  /** Shown only on request. */
  folded?: boolean;
}

function Table({ caption, head, rows, numbers = [], names = [], folded = false }: TableProps) {
  const kindOf = (column: number) =>
    numbers.includes(column) ? 'number' : names.includes(column) ? 'name' : '';
  const table = (
    <table class="figures">
      <caption class={folded ? 'unseen' : ''}>{caption}</caption>
      <thead>
        <tr>
          {head.map((text, column) => (
            <th key={text} scope="col" class={kindOf(column)}>
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.join('|')}>
            {row.map((text, column) => (
              <td key={head[column]} class={kindOf(column)} data-head={head[column]}>
                {text}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
  if (!folded) return table;
  return (
    <details class="folded">
      <summary>{caption}</summary>
      {table}
    </details>
  );
}
