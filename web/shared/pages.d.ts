/** The pages that were built together, which the header links to. `web/build.ts` puts them here. */
declare const PAGES: readonly { name: string; path: string }[];
