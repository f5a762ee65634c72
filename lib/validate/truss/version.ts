/** A release of Truss with different rules for docker_auth. */
export interface TrussVersion {
  readonly name: string;
  /** AWS_ASSUME_ROLE and its two fields came in the release after 0.18.26. */
  readonly assumeRole: boolean;
}

export const LATEST_TRUSS: TrussVersion = { name: 'latest', assumeRole: true };

/** REGISTRY_SECRET came with 0.15.3. The rules of earlier releases are not known here. */
const OLDEST: Release = [0, 15, 3];
const LAST_WITHOUT_ASSUME_ROLE: Release = [0, 18, 26];

type Release = [number, number, number];

export const TRUSS_VERSION_EXPECTED = `"latest" or a release from ${OLDEST.join('.')} on, such as ${LAST_WITHOUT_ASSUME_ROLE.join('.')}`;

/** Returns the version with this name. Undefined if its rules are not known. */
export function parseTrussVersion(text: string): TrussVersion | undefined {
  if (text === 'latest') return LATEST_TRUSS;
  const match = /^v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:rc\d+|\.dev\d+|\.post\d+)?$/.exec(text);
  if (!match) return undefined;
  const release: Release = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (compare(release, OLDEST) < 0) return undefined;
  return { name: text, assumeRole: compare(release, LAST_WITHOUT_ASSUME_ROLE) > 0 };
}

function compare(one: Release, other: Release): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}
