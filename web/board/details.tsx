import type { ComponentChildren } from 'preact';
import type { StatusDocument } from '../../lib/status/document.ts';
import type { PublicationStatus } from '../../lib/status/status.ts';
import { duration } from '../../lib/text/duration.ts';
import { timeText } from '../shared/time-text.ts';
import type { Zone } from '../shared/zone.ts';
import { CommandText } from './command-text.tsx';
import { Legend, LifeBar } from './life-bar.tsx';
import { lookOf } from './look.ts';
import { Mark } from './mark.tsx';
import { agoWords, lifeWords, runsWords, timeUntil } from './words.ts';

interface Props {
  status: StatusDocument;
  publication: PublicationStatus;
  zone: Zone;
}

/** All details of one publication. */
export function Details({ status, publication, zone }: Props) {
  const { state, host, backend, name, format, probed, failed, threshold, cadence } = publication;
  const { mintedAt, publishedAt, expiresAt, nextRunAt, lastRunAt, publishedAs } = publication;
  const { at } = status;
  const index = status.publications.indexOf(publication);
  const remarks = status.remarks.filter(({ about }) => about.includes(index));
  const when = (time: string, words: string) => `${timeText(time, zone)}, ${words}`;
  return (
    <article class="details">
      <h1 class="name">{host}</h1>
      <p class={`state ${lookOf(state)}`}>
        <Mark look={lookOf(state)} /> {state}: {lifeWords(publication)}
      </p>
      <LifeBar publication={publication} at={at} />
      {expiresAt !== undefined && <Legend />}
      {remarks.map(({ reason, todo }) => (
        <section class="remarks" key={reason}>
          <p>{reason}</p>
          {todo.map((step) => (
            <CommandText key={step} text={step} />
          ))}
        </section>
      ))}
      <dl>
        <Fact title="Stored in">
          <span class="name">{backend}</span>
        </Fact>
        <Fact title="Under the name">
          <span class="name">{name}</span>
        </Fact>
        <Fact title="As">{format}</Fact>
        {publishedAs && (
          <Fact title="Stored now">
            the secret of {publishedAs.host}, as {publishedAs.format}
          </Fact>
        )}
        {mintedAt && <Fact title="Minted">{when(mintedAt, agoWords(mintedAt, at))}</Fact>}
        {publishedAt && <Fact title="Published">{when(publishedAt, agoWords(publishedAt, at))}</Fact>}
        {expiresAt && (
          <Fact title="Low from">
            {timeText(new Date(Date.parse(expiresAt) - threshold * 1_000).toISOString(), zone)}, with less
            than {duration(threshold * 1_000)} to live
          </Fact>
        )}
        {expiresAt && <Fact title="Ends">{timeText(expiresAt, zone)}</Fact>}
        <Fact title="Refreshed by">
          <span class="name">{publication.function}</span>, every {duration(cadence * 1_000)}
        </Fact>
        {nextRunAt && <Fact title="Next run">{when(nextRunAt, timeUntil(nextRunAt, at))}</Fact>}
        {lastRunAt && (
          <Fact title="Last run before the end">{when(lastRunAt, timeUntil(lastRunAt, at))}</Fact>
        )}
        {runsWords(publication) && <Fact title="Runs left">{runsWords(publication)}</Fact>}
        {probed && (
          <Fact title="Last probe">
            {probed.verdict}, {when(probed.at, agoWords(probed.at, at))}
          </Fact>
        )}
        {failed && (
          <Fact title="Last failure">
            {failed.kind}, {when(failed.at, agoWords(failed.at, at))}: {failed.reason}
          </Fact>
        )}
      </dl>
    </article>
  );
}

function Fact({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div>
      <dt class="quiet">{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
