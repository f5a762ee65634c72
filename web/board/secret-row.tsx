import type { PublicationStatus } from '../../lib/status/status.ts';
import { LifeBar } from './life-bar.tsx';
import { lookOf } from './look.ts';
import { Mark } from './mark.tsx';
import { linkTo } from './view.ts';
import { agoWords, lifeWords } from './words.ts';

interface Props {
  publication: PublicationStatus;
  at: string;
  place: { 'aria-rowindex': number; style: { transform?: string } };
}

export function SecretRow({ publication, at, place }: Props) {
  const { state, host, backend, name, probed, failed } = publication;
  const look = lookOf(state);
  return (
    <tr class={`row secret ${look}`} {...place}>
      <td class="state">
        <Mark look={look} /> {state}
      </td>
      <td class="what">
        <a class="name" href={linkTo(publication)} title={host}>
          {host}
        </a>
        <span class="name quiet" title={`${backend} ${name}`}>
          {backend} {name}
        </span>
      </td>
      <td class="bar">
        <LifeBar publication={publication} at={at} />
      </td>
      <td class="ends">{lifeWords(publication)}</td>
      <td class="probe quiet">
        {failed === undefined
          ? probed && state !== 'dead' && `${probed.verdict}, ${agoWords(probed.at, at)}`
          : `failed ${agoWords(failed.at, at)}, ${failed.kind}`}
      </td>
    </tr>
  );
}
