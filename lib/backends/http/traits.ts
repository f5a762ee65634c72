import type { Format } from '../../config/schema/schema-parts.ts';
import type { Call } from '../../references/call.ts';
import type { Names } from '../../references/names.ts';
import { callsToRead, type Reference, referenceKey, withKeys } from '../../references/reference.ts';
import { quote } from '../../secrecy/quote.ts';
import {
  type BackendTraits,
  escapeBytes,
  PLAIN_NAMING,
  type SecretNaming,
  unescapeBytes,
} from '../traits.ts';
import { takesParts } from './check.ts';
import { findsFirst } from './look.ts';
import type { HttpOptions } from './options.ts';
import { ANYWHERE, OPTIONAL_PART, placeholdersIn, splitRequest } from './placeholders.ts';
import type { HttpTarget, Sending } from './target.ts';

type Line = Omit<Sending, 'method' | 'target'> & { request: string };

/** The options that contain no reference to look up. */
type HttpDescription = Omit<HttpOptions, 'type' | 'secrets' | 'format'>;

export function compileHttp({ secrets = {}, ...rest }: Omit<HttpOptions, 'type'>, names: Names): HttpTarget {
  const references = Object.entries(secrets).map(
    ([name, reference]) => [name, names.reference(reference, 'secrets', name)] as const,
  );
  return compileDescription(rest, Object.fromEntries(references));
}

export function compileDescription(
  description: HttpDescription,
  secrets: Record<string, Reference>,
): HttpTarget {
  const { parameters = {}, headers = {}, find, write, create, confirm, afterError, read, seal } = description;
  const { success, errors, mustExist, names, longestValue, limit, undocumented } = description;
  const sending = <T extends Line>({ request, ...more }: T) => {
    const { method, target } = splitRequest(request);
    return { method, target: withOptionalParts(target, parameters), ...more };
  };
  return {
    type: 'http',
    url: description.url.toLowerCase(),
    service: description.service ?? new URL(description.url).host,
    private: description.private ?? false,
    secrets,
    parameters,
    headers,
    ...(find && { find: sending(find) }),
    write: sending(write),
    ...(create && { create: sending(create) }),
    ...(confirm && { confirm: sending(confirm) }),
    ...(afterError && { afterError: sending(afterError) }),
    ...(read && { read: sending(read) }),
    ...(seal && { seal: sending(seal) }),
    ...{ success, errors, mustExist, names, longestValue, limit, undocumented },
  };
}

/** Chooses the alternative of each optional part of a path whose parameters have values. */
function withOptionalParts(target: string, parameters: Record<string, string>): string {
  const isGiven = (part: string) => placeholdersIn(part).every((name) => name in parameters);
  return target.replace(OPTIONAL_PART, (_, parts: string) => parts.split('|').find(isGiven) ?? '');
}

export function httpTraits(target: HttpTarget): BackendTraits {
  const { service, secrets, read, limit, undocumented } = target;
  const references = Object.values(secrets);
  const requests = requestsToWrite(target);
  const reading = references.flatMap(callsToRead);
  return {
    service,
    naming: namingOf(target),
    defaultFormat: takesParts(target) ? 'user-password' : (target.defaultFormat ?? 'docker-auth'),
    problemWithFormat: (format) => problemWithFormat(target, format),
    destination: (name) => ({ parts: [...placeOf(target), name] }),
    layout: () => undefined,
    storedAt: () => undefined,
    reads: references.flatMap(withKeys),
    google: undefined,
    awsRights: () => [],
    kmsKey: undefined,
    isReadable: read !== undefined,
    notInLambda: undefined,
    callsToWrite: ({ minted, stored }) => [{ service, times: (minted + stored) * requests }, ...reading],
    callsToReadBack: read
      ? { each: [{ service, times: 1 }], once: reading }
      : { each: [] as Call[], once: [] },
    limits: [limitOf(limit, requests)],
    versionsADay: undefined,
    bill: () => undefined,
    caveat: undocumented === undefined ? undefined : `not fully documented by its vendor: ${undocumented}`,
  };
}

/** The requests of a publication whose secret exists and which is ready at once. */
function requestsToWrite({ find, write, create, confirm, seal }: HttpTarget): number {
  return (
    1 +
    (seal === undefined ? 0 : 1) +
    (confirm === undefined ? 0 : 1) +
    (find && findsFirst({ write, create }) ? 1 : 0)
  );
}

function limitOf(limit: HttpTarget['limit'], each: number): BackendTraits['limits'][number] {
  const what = 'requests';
  return limit === undefined
    ? { what, per: 'second', each }
    : { what, most: limit.requests, per: limit.per, each };
}

/** The secrets identify the account. The paths and the headers identify the place within it. */
function placeOf({ url, secrets, headers, write, create, parameters }: HttpTarget): string[] {
  const keys = Object.entries(secrets).map(([name, reference]) => `${name} ${referenceKey(reference)}`);
  const texts = [write.target, create?.target ?? '', ...Object.values(headers)];
  const filled = texts.map((text) =>
    text.replace(ANYWHERE, (placeholder, name: string) => parameters[name] ?? placeholder),
  );
  return [url, ...keys.toSorted(), ...filled];
}

/** The two parts are cut from one value, `user:password`, at its first colon. */
function problemWithFormat(target: HttpTarget, format: Format): string | undefined {
  return takesParts(target) && format !== 'user-password'
    ? `${target.service} takes the user name and the password separately: leave the format out`
    : undefined;
}

function namingOf({
  service,
  names: { pattern, shortest = 1, longest, escape: escaped } = {},
}: HttpTarget): SecretNaming {
  const isWhole = new RegExp(`^(?:${pattern ?? '[^]*'})$`, 'u');
  return {
    ...PLAIN_NAMING,
    ...(escaped && {
      encode: (name: string) => escapeBytes(name, escaping(escaped), escaped.mark),
      decode: (encoded: string) => unescapeBytes(encoded, escaped.mark),
    }),
    problemWith(name) {
      if (name === '' || name === '.' || name === '..') return 'the name of the secret is empty';
      if (longest !== undefined && name.length > longest)
        return `${quote(name)} has ${name.length} characters, and ${service} takes ${longest}: set a shorter name`;
      if (name.length < shortest)
        return `${quote(name)} has ${name.length} characters, and ${service} needs ${shortest}: set a longer name`;
      return isWhole.test(name)
        ? undefined
        : `${service} does not take the name ${quote(name)}: set a name that matches ${pattern}`;
    },
  };
}

/** The mark itself is escaped too, so that every name can be decoded. */
function escaping({ keep, mark }: { keep: string; mark: string }): RegExp {
  const [first = ''] = mark;
  const rest = mark.slice(first.length);
  return new RegExp(`${first}(?=${rest})|[^${keep}]`, 'gu');
}
