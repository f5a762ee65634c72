import { type Commands, type Remark, remarksOn } from './remarks.ts';
import type { Status } from './status.ts';
import { summaryOf } from './summary.ts';

/** The status as JSON: `GET /v1/status`, `status --json` and the board. */
export interface StatusDocument extends Status {
  /** The total in words. */
  summary: string;
  /** What is wrong, and what to do. `about` has positions in `publications`. */
  remarks: (Omit<Remark, 'about'> & { about: number[] })[];
}

export function documentOf(status: Status, commands: Commands): StatusDocument {
  const positions = new Map(status.publications.map((publication, index) => [publication, index]));
  const remarks = remarksOn(status, commands).map((remark) => ({
    ...remark,
    about: remark.about.flatMap((publication) => positions.get(publication) ?? []),
  }));
  return { ...status, summary: summaryOf(status), remarks };
}
