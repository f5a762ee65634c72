import type { StatusDocument } from '../../lib/status/document.ts';
import { CommandText } from './command-text.tsx';
import { lookOf } from './look.ts';
import { Mark } from './mark.tsx';
import { linkTo } from './view.ts';

/** More names than this would hide the next reason. */
const MOST_NAMES = 3;
const MOST_REMARKS = 8;

/** Each reason once: what is wrong, for which secrets, and what to do. */
export function Remarks({ status: { remarks, publications } }: { status: StatusDocument }) {
  if (remarks.length === 0) return null;
  return (
    <section class="remarks" aria-labelledby="remarks-title">
      <h2 id="remarks-title">What is wrong</h2>
      <ul>
        {remarks.slice(0, MOST_REMARKS).map(({ reason, todo, about }) => {
          const those = about.flatMap((index) => publications[index] ?? []);
          const more = those.length - MOST_NAMES;
          return (
            <li key={`${reason} ${about[0]}`}>
              <Mark look={lookOf(those[0]?.state ?? 'unpublished')} />
              <div>
                <p>
                  {those.slice(0, MOST_NAMES).map((each, index) => (
                    <>
                      {index > 0 && ', '}
                      <a class="name" href={linkTo(each)}>
                        {each.host}
                      </a>
                    </>
                  ))}
                  {more > 0 && ` and ${more} more`}: {reason}
                </p>
                {todo.map((step) => (
                  <CommandText key={step} text={step} />
                ))}
              </div>
            </li>
          );
        })}
      </ul>
      {remarks.length > MOST_REMARKS && (
        <p class="quiet">and {remarks.length - MOST_REMARKS} more reasons: open a secret to see its own</p>
      )}
    </section>
  );
}
