/** One problem of a value: its readers will reject it, or may reject it. */
export interface Defect {
  id: DefectId;
  /** wrong: it cannot work. doubtful: it can work, but usually does not. */
  severity: 'wrong' | 'doubtful';
  /** The words after "the value". They never contain any of the value. */
  is: string;
  /** What to do about it. */
  hint: string;
}

export type DefectId =
  | 'empty'
  | 'not-text'
  | 'byte-order-mark'
  | 'name-in-front'
  | 'header'
  | 'quotes'
  | 'spaces'
  | 'line-end'
  | 'carriage-returns'
  | 'wrapped'
  | 'url-safe'
  | 'unpadded'
  | 'not-encoded'
  | 'encoded'
  | 'encoded-twice'
  | 'password-alone'
  | 'google-key-alone'
  | 'json'
  | 'docker-config'
  | 'no-docker-config'
  | 'no-auths'
  | 'no-json-pair'
  | 'empty-entry'
  | 'helper'
  | 'other-token'
  | 'host'
  | 'host-missing'
  | 'empty-user'
  | 'user'
  | 'user-of-host'
  | 'user-of-token'
  | 'empty-password'
  | 'password-line-end'
  | 'password-lines'
  | 'password-spaces'
  | 'password-quotes'
  | 'control-characters'
  | 'user-in-password'
  | 'google-key'
  | 'github-token'
  | 'token-of-other'
  | 'expired'
  | 'too-large'
  | 'large';

export function defect(id: DefectId, is: string, hint: string): Defect {
  return { id, severity: 'wrong', is, hint };
}

export function warningDefect(id: DefectId, is: string, hint: string): Defect {
  return { id, severity: 'doubtful', is, hint };
}
