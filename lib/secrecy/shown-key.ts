/** The longest part of a key that is looked at. */
const LONGEST_LOOK = 4_096;

/** The login before a host. */
const BEFORE_AT = /^.*@/su;

/** The value after a colon or an equals sign. A port or the address after a scheme is not a value. */
const VALUE = /^([^:=]+[:=])(?!\/\/|\d{1,5}(?:\/|$)).+$/su;

/**
 * Returns a key as people may see it. Without a space after the colon, `password:hunter2` is a key for YAML, with the
 * value in it: the value is left out.
 */
export function shownKey(key: string): string {
  return key.slice(0, LONGEST_LOOK).replace(BEFORE_AT, '…@').replace(VALUE, '$1…');
}

/** Whether a key is shown as it is. */
export function isPlainKey(key: string): boolean {
  return key.length <= LONGEST_LOOK && shownKey(key) === key;
}
