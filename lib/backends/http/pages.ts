import { Failure } from '../../failure.ts';
import { quote } from '../../secrecy/quote.ts';
import { toSafeText } from '../../secrecy/safe-text.ts';
import type { Secret } from '../../secrecy/secret.ts';
import type { PageOptions } from './page-options.ts';
import { textAtPointer } from './pointer.ts';

/** A longer list is a sign that the description does not fit the service. */
const MOST_PAGES = 100;

interface ListPurpose {
  /** The beginning of every message. */
  tried: string;
  secrets: readonly Secret[];
}

interface Page {
  url: URL;
  json: unknown;
  /** The header Link. */
  link: string | undefined;
  entries: readonly unknown[];
}

/** Collects the entries of all pages. An entry that moves to the next page between two requests counts once. */
export class Listing {
  readonly #purpose: ListPurpose;
  readonly #pages: PageOptions;
  readonly #idAt: string | undefined;
  readonly #entries = new Map<string, unknown>();
  #read = 0;

  /** `idAt` is the JSON pointer of the id in an entry. */
  constructor(purpose: ListPurpose, pages: PageOptions, idAt: string | undefined) {
    this.#purpose = purpose;
    this.#pages = pages;
    this.#idAt = idAt;
  }

  get entries(): unknown[] {
    return [...this.#entries.values()];
  }

  /** Adds a page. Returns the address of the next one, and undefined after the last one. */
  add(page: Page): URL | undefined {
    const known = this.#entries.size;
    for (const entry of page.entries) this.#entries.set(this.#identityOf(entry), entry);
    this.#read += 1;
    const next = this.#addressAfter(page);
    if (next === undefined) return undefined;
    if (this.#read > 1 && page.entries.length > 0 && this.#entries.size === known)
      throw this.#endless(`page ${this.#read} has no new entry`);
    if (this.#read === MOST_PAGES) throw this.#endless(`it has more than ${MOST_PAGES} pages`);
    return next;
  }

  #identityOf(entry: unknown): string {
    const id = this.#idAt === undefined ? undefined : textAtPointer(entry, this.#idAt);
    return id ?? JSON.stringify(entry);
  }

  #addressAfter({ url, json, link, entries }: Page): URL | undefined {
    const pages = this.#pages;
    const { query = '' } = pages;
    if (pages.link === true) return this.#atSameServer(nextLinkIn(link), url);
    if (pages.next !== undefined) return this.#atSameServer(textAtPointer(json, pages.next), url);
    if (pages.cursor !== undefined) {
      const text = textAtPointer(json, pages.cursor) ?? '';
      return text === '' ? undefined : withQuery(url, query, text);
    }
    if (entries.length === 0) return undefined;
    const [first, step] = pages.count === 'entries' ? [0, entries.length] : [1, 1];
    return withQuery(url, query, String(Number(url.searchParams.get(query) ?? first) + step));
  }

  /** The next request carries the key of the service, so no other server may receive it. */
  #atSameServer(address: string | undefined, current: URL): URL | undefined {
    if (address === undefined || address === '') return undefined;
    const url = URL.parse(address, current.href);
    if (url?.origin === current.origin) return url;
    const { tried, secrets } = this.#purpose;
    throw new Failure(
      'invalid',
      `cannot ${tried}: the next page of the list is not at ${current.origin}: ${quote(toSafeText(address, { secrets }))}`,
      { hint: 'describe the pages with cursor or count, if the service has them' },
    );
  }

  #endless(problem: string): Failure {
    return new Failure('invalid', `cannot ${this.#purpose.tried}: the list does not end: ${problem}`, {
      hint: 'check pages in the description of the service; leave it out if one answer contains the whole list',
    });
  }
}

function withQuery(url: URL, query: string, text: string): URL {
  const next = new URL(url);
  next.searchParams.set(query, text);
  return next;
}

/** https://www.rfc-editor.org/rfc/rfc8288#section-3 */
function nextLinkIn(header = ''): string | undefined {
  return header
    .split(/,\s*(?=<)/)
    .find((link) => /;\s*rel\s*=\s*"?(?:[^";]*\s)?next(?=["\s;]|$)/i.test(link))
    ?.match(/^\s*<([^<>]*)>/)?.[1];
}
