/** How a service continues a list: docs/backends/http.md. */
export interface Pages {
  link?: true | undefined;
  next?: string | undefined;
  cursor?: string | undefined;
  count?: 'pages' | 'entries' | undefined;
  query?: string | undefined;
}

/** So small that a rehearsal with a few secrets has several pages. */
const PAGE = 2;

interface Shown {
  shown: unknown[];
  headers: Record<string, string>;
  /** The text in the answer that leads to the next page, and its JSON pointer. */
  next?: { pointer: string; text: string };
}

/** Returns the entries on the page that was asked for, and the way to the next page. `first` is the described request. */
export function pageOf(
  entries: unknown[],
  first: URL,
  asked: URLSearchParams,
  pages: Pages | undefined,
): Shown {
  if (pages === undefined) return { shown: entries, headers: {} };
  const { link, next, cursor, count, query = 'after' } = pages;
  const from = Number(first.searchParams.get(query) ?? (count === 'pages' ? 1 : 0));
  const distance = Number(asked.get(query) ?? from) - from;
  const start = count === 'pages' ? distance * PAGE : distance;
  const shown = entries.slice(start, start + PAGE);
  const end = start + PAGE;
  if (end >= entries.length || count !== undefined) return { shown, headers: {} };
  if (cursor !== undefined) return { shown, headers: {}, next: { pointer: cursor, text: String(end) } };
  const following = new URL(first);
  following.searchParams.set(query, String(end));
  if (next !== undefined) return { shown, headers: {}, next: { pointer: next, text: following.href } };
  return { shown, headers: link ? { link: `<${following.href}>; rel="next"` } : {} };
}
