/** The laws of pullkeeper, each judged from what stands in the stores and from what came out of the runs. */
export const LAWS = [
  'pulls',
  'never shorter over longer',
  'right host',
  'one outcome',
  'says what it did',
  'once an event',
  'no secret',
  'repairs',
  'ends in time',
  'versions bounded',
  'isolation',
] as const;

export type Law = (typeof LAWS)[number];

export interface Broken {
  law: Law;
  /** Milliseconds since the beginning of the history. */
  at: number;
  what: string;
}
