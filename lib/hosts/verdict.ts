import type { RegistryHost } from './registry-host.ts';

/** What one look at a host says of it. A refusal reads `<the text> is not <what>: <why>.` */
export type HostVerdict = { ok: true; host: RegistryHost } | Refusal;

/** It does not quote the text: that is done in one place, where credentials are kept out of it. */
export interface Refusal {
  ok: false;
  what: string;
  why: string;
  suggestion: string | undefined;
}

export function accept(host: RegistryHost): HostVerdict {
  return { ok: true, host };
}

export function refuse(what: string, why: string, suggestion?: string): Refusal {
  return { ok: false, what, why, suggestion };
}
