import type { Sending } from './target.ts';

/** Whether the secret must be found before it is written: for its id, or to prepare a place for it. */
export function findsFirst({ write, create }: { write: Sending; create?: Sending | undefined }): boolean {
  return mentions(write, 'id') || (create !== undefined && !carriesCredential(create));
}

export function carriesCredential(sending: Sending): boolean {
  return ['value', 'password', 'sealedValue'].some((name) => mentions(sending, name));
}

function mentions({ target, headers, json }: Sending, placeholder: string): boolean {
  return JSON.stringify([target, headers, json]).includes(`{${placeholder}}`);
}
