import { useEffect, useMemo, useState } from 'preact/hooks';
import type { StatusDocument } from '../../lib/status/document.ts';
import { PageHeader } from '../shared/page-header.tsx';
import { storeToken } from '../shared/server-token.ts';
import { readZone, storeZone, type Zone } from '../shared/zone.ts';
import { Details } from './details.tsx';
import { askStatus, type Feed } from './feed.ts';
import { Filters } from './filters.tsx';
import { Headline } from './headline.tsx';
import { Legend } from './life-bar.tsx';
import { linesOf, shownIn } from './lines.ts';
import { isRehearsal } from './rehearsal-feed.ts';
import { RehearsalPanel } from './rehearsal-panel.tsx';
import { Remarks } from './remarks.tsx';
import { SecretsTable } from './secrets-table.tsx';
import { TokenForm } from './token-form.tsx';
import { EVERYTHING, fragmentOf, parseFragment, type View } from './view.ts';

/** How often the board asks the server. A run comes every quarter of an hour at most; in a rehearsal, every few seconds. */
const ASK_MS = isRehearsal() ? 1_000 : 15_000;

export function Board() {
  const [zone, setZone] = useState(readZone);
  const [view, setView] = useView();
  const [feed, ask] = useFeed(ASK_MS);
  const { status, problem, needsToken } = feed;
  const chooseZone = (chosen: Zone) => {
    storeZone(chosen);
    setZone(chosen);
  };
  useEffect(() => {
    document.title = `${problem === undefined ? (status?.summary ?? 'board') : 'not known'} – pullkeeper`;
  }, [status?.summary, problem]);
  return (
    <>
      <PageHeader page="board" />
      <main>
        {needsToken && (
          <TokenForm
            isWrong={needsToken === 'wrong'}
            onToken={(token) => {
              storeToken(token);
              ask();
            }}
          />
        )}
        {status === undefined && problem !== undefined && (
          <p class="notice" role="alert">
            {problem}
          </p>
        )}
        {status !== undefined && view.one !== undefined && <One status={status} one={view.one} zone={zone} />}
        {status !== undefined && view.one === undefined && (
          <>
            <Headline status={status} problem={problem} zone={zone} onZone={chooseZone} />
            {isRehearsal() && (
              <RehearsalPanel
                names={status.publications.map(({ backend, name }) => `${backend}/${name}`)}
                zone={zone}
              />
            )}
            <Remarks status={status} />
            <Filters status={status} view={view} onView={setView} />
            <All status={status} view={view} />
          </>
        )}
      </main>
    </>
  );
}

function All({ status, view }: { status: StatusDocument; view: View }) {
  const { publications } = status;
  const shown = useMemo(() => shownIn(publications, view), [publications, view]);
  const lines = useMemo(() => linesOf(shown), [shown]);
  return (
    <>
      <Legend />
      <SecretsTable lines={lines} at={status.at} />
      {shown.length === 0 && (
        <p class="notice">
          {publications.length === 0
            ? 'registries.yml publishes nothing.'
            : 'No secret matches the search and the filters.'}
        </p>
      )}
      {status.orphans.length > 0 && (
        <p class="quiet">
          {status.orphans.length} stored {status.orphans.length === 1 ? 'secret is' : 'secrets are'} no longer
          in registries.yml. <code>npx pullkeeper status</code> lists what may be deleted.
        </p>
      )}
    </>
  );
}

function One({ status, one, zone }: { status: StatusDocument; one: NonNullable<View['one']>; zone: Zone }) {
  const publication = status.publications.find(
    ({ backend, name }) => backend === one.backend && name === one.name,
  );
  return (
    <>
      <p class="back">
        <a href={fragmentOf(EVERYTHING)}>All secrets</a>
      </p>
      {publication === undefined ? (
        <p class="notice">
          registries.yml publishes nothing to {one.backend} under the name {one.name}.
        </p>
      ) : (
        <Details status={status} publication={publication} zone={zone} />
      )}
    </>
  );
}

/** The view is the fragment of the URL: the Back button returns to the previous view. */
function useView(): [View, (view: View) => void] {
  const [view, setView] = useState(() => parseFragment(location.hash));
  useEffect(() => {
    const change = () => setView(parseFragment(location.hash));
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  const choose = (chosen: View) => {
    history.replaceState(null, '', fragmentOf(chosen));
    setView(chosen);
  };
  return [view, choose];
}

/** Asks the server regularly, but not while the page is hidden. */
function useFeed(everyMs: number): [Feed, () => void] {
  const [feed, setFeed] = useState<Feed>({});
  const [turn, setTurn] = useState(0);
  const again = () => setTurn((count) => count + 1);
  useEffect(() => {
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    void askStatus(feed).then((answered) => {
      if (!isCurrent) return;
      setFeed(answered);
      if (!document.hidden) timer = setTimeout(again, everyMs);
    });
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [turn, everyMs]);
  useEffect(() => {
    const look = () => document.hidden || again();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return [feed, again];
}
