/** A place in the file, as the keys and indexes that lead to it. */
export type Path = readonly PropertyKey[];

/** Something wrong at a place: with what stands there, or with the key that leads there. */
export interface Complaint {
  path: Path;
  at: 'key' | 'value';
  message: string;
}
