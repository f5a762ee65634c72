import type { RegistryHost } from './registry-host.ts';

/** The verdict of one recogniser. A rejection reads `<the text> is not <what>: <why>.` */
export type HostVerdict = { ok: true; host: RegistryHost } | Refusal;

/** The reason, without the text. The text is quoted in one place, which hides credentials. */
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
