/** A place in the file, as the keys and indexes that lead to it. */
export type Path = readonly PropertyKey[];

/** A problem at a place in the file: with the value there, or with the key. */
export interface Complaint {
  path: Path;
  at: 'key' | 'value';
  /** The kind of problem in one word, which stays the same when the message is reworded. */
  code: Code;
  message: string;
  /** The entry that this one repeats: the message ends with its line. */
  first?: Path;
  /** The known key that an unknown one resembles. */
  meant?: string;
}

export type Code =
  | 'unreadable'
  | 'unknown-key'
  | 'missing'
  | 'empty'
  | 'wrong-type'
  | 'wrong-value'
  | 'secret-inline'
  | 'unknown-name'
  | 'not-mintable'
  | 'identity-needed'
  | 'identity-unused'
  | 'identity-does-not-fit'
  | 'source-does-not-fit'
  | 'no-reader'
  | 'image-malformed'
  | 'username-does-not-fit'
  | 'nothing-to-sign-in-with'
  | 'credential-expired'
  | 'nothing-to-probe'
  | 'nothing-to-watch'
  | 'name-malformed'
  | 'format-does-not-fit'
  | 'same-secret'
  | 'overwrites-what-is-read'
  | 'two-layouts'
  | 'dies-after-one-miss'
  | 'too-many-versions';

/** A complaint about the value at a place. */
export function wrong(code: Code, path: Path, message: string): Complaint {
  return { code, path, at: 'value', message };
}
