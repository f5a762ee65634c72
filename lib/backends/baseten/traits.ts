import { foldBasetenName } from '../../hosts/baseten-name.ts';
import type { Names } from '../../references/names.ts';
import { callsToRead, type Reference, referenceKey, withKeys } from '../../references/reference.ts';
import { type BackendTraits, type Destination, PLAIN_NAMING } from '../traits.ts';
import type { BasetenOptions } from './options.ts';

export interface BasetenTarget extends Omit<BasetenOptions, 'format' | 'apiKey' | 'url'> {
  apiKey: Reference;
  url: string;
}

const DEFAULT_URL = 'https://api.baseten.co';

export function compileBaseten(
  { format: _, apiKey, url = DEFAULT_URL, ...rest }: BasetenOptions,
  names: Names,
): BasetenTarget {
  return { ...rest, url, apiKey: names.reference(apiKey, 'apiKey') };
}

export function basetenTraits(target: BasetenTarget): BackendTraits {
  return {
    service: SERVICE,
    // Baseten looks up a registry's secret by exactly the documented name.
    naming: PLAIN_NAMING,
    defaultFormat: 'docker-auth',
    problemWithFormat: () => undefined,
    destination: (name) => destinationIn(target, name),
    layout: () => undefined,
    storedAt: () => undefined,
    reads: withKeys(target.apiKey),
    google: undefined,
    awsRights: () => [],
    kmsKey: undefined,
    isReadable: false,
    notInLambda: undefined,
    callsToWrite: ({ minted, stored }) => [
      { service: SERVICE, times: minted + stored + 2 }, // the teams and the existing names, once a run
      ...callsToRead(target.apiKey),
    ],
    callsToReadBack: { each: [], once: [] },
    // Per key. https://docs.baseten.co/reference/management-api/rate-limits
    limits: [{ what: 'requests', most: 100, per: 'second', each: 1 }],
    versionsADay: undefined,
    bill: () => undefined,
    caveat: undefined,
  };
}

const SERVICE = 'Baseten';

/** Only Baseten knows the default team of a key. */
function destinationIn({ url, apiKey, team }: BasetenTarget, name: string): Destination {
  const account = [url.toLowerCase(), referenceKey(apiKey)];
  const folded = foldBasetenName(name);
  const because =
    'without team, Baseten uses the default team of the key, which may be the same one: set team in both';
  return {
    parts: [...account, team ?? '', folded],
    family: [...account, folded],
    ...(team === undefined && { vague: { because, isRefused: true } }),
  };
}
