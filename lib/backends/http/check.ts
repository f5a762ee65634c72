import type { z } from 'zod';
import { didYouMean } from '../../text/nearest.ts';
import {
  ANYWHERE,
  BUILT_IN,
  CREDENTIAL,
  placeholdersIn,
  SEALED,
  splitRequest,
  textsIn,
  WHOLE,
} from './placeholders.ts';
import { isPlainlyPrivate } from './request-line.ts';

type Path = readonly PropertyKey[];

interface Sending {
  request: string;
  headers?: Record<string, string> | undefined;
  json?: unknown;
  where?: Record<string, string> | undefined;
  pages?: unknown;
}

/** The parts of a service that contain placeholders. */
interface Requests {
  headers?: Record<string, string> | undefined;
  find?: (Sending & { id?: string | undefined }) | undefined;
  write: Sending;
  create?: Sending | undefined;
  confirm?: Sending | undefined;
  afterError?: (Sending & { stored: Record<string, string> }) | undefined;
  read?: Sending | undefined;
  seal?: Sending | undefined;
}

interface Described extends Requests {
  url: string;
  private?: boolean | undefined;
  secrets?: Record<string, unknown> | undefined;
  parameters?: Record<string, unknown> | undefined;
}

/** Rejects placeholders without a value, and placeholders in a forbidden place. */
export function checkPlaceholders(options: Described, context: z.RefinementCtx): void {
  const { url, secrets = {}, parameters = {} } = options;
  if (options.private !== true && isPlainlyPrivate(url)) {
    const message = 'a private address: write private: true if the address is correct';
    context.addIssue({ code: 'custom', path: ['url'], message });
  }
  for (const [kind, names] of Object.entries({
    secrets: Object.keys(secrets),
    parameters: Object.keys(parameters),
  })) {
    for (const name of names) {
      const taken = BUILT_IN.includes(name) || (kind === 'parameters' && name in secrets);
      if (!taken) continue;
      const message = `{${name}} already has a meaning: choose another name`;
      context.addIssue({ code: 'custom', path: [kind, name], message });
    }
  }
  const problems = problemsIn(options, {
    secrets: Object.keys(secrets),
    parameters: Object.keys(parameters),
  });
  for (const { path, message } of problems) context.addIssue({ code: 'custom', path: [...path], message });
}

interface Known {
  secrets: readonly string[];
  parameters: readonly string[];
}

/** Returns the problems of a service's placeholders. */
function problemsIn(options: Requests, known: Known): { path: Path; message: string }[] {
  const { find, write, create, confirm, afterError, read, seal } = options;
  const hasId = find?.id !== undefined;
  const problems: { path: Path; message: string }[] = [];

  check(options.headers, ['headers'], { id: false, credential: false });
  for (const [name, sending] of Object.entries({ find, write, create, confirm, afterError, read, seal })) {
    if (sending === undefined) continue;
    const writes = name === 'write' || name === 'create';
    const may = { id: hasId && name !== 'find' && name !== 'create', credential: writes };
    inPath(sending.request, [name, 'request'], may.id);
    check(sending.headers, [name, 'headers'], may);
    check(sending.where, [name, 'where'], { ...may, credential: false, secrets: false });
    for (const { text, path } of textsIn(sending.json)) whole(text, [name, 'json', ...path], may);
    if (sending.pages !== undefined && sending.where === undefined) {
      const message = 'pages continue a list: add where, which finds the entry in the list';
      problems.push({ path: [name, 'pages'], message });
    }
    if (name === 'write' && !carriesCredential(sending)) {
      const message = `${name} sends no credential: put {password} or {value} into its json`;
      problems.push({ path: [name], message });
    }
  }
  check(afterError?.stored, ['afterError', 'stored'], { id: hasId, credential: true });
  const splits = [write, create].map((sending) => sending && placeholdersOf(sending));
  if (splits.some((each) => each?.includes('value')) && splits.some((each) => each?.some(isPart))) {
    const message = 'use either {value}, or {username} and {password}: the format of the value decides';
    problems.push({ path: ['write'], message });
  }
  return problems;

  function inPath(line: string, path: Path, id: boolean): void {
    for (const name of placeholdersIn(splitRequest(line).target)) {
      const isSecret = CREDENTIAL.includes(name) || known.secrets.includes(name);
      if (isSecret)
        problems.push({
          path,
          message: `{${name}} would be written to logs as a part of the address: use a header or json`,
        });
      else refuseUnknown(name, path, { id, credential: false, secrets: false });
    }
  }

  function check(
    texts: Record<string, string> | undefined,
    path: Path,
    may: { id: boolean; credential: boolean; secrets?: boolean },
  ): void {
    for (const [key, text] of Object.entries(texts ?? {}))
      for (const name of placeholdersIn(text)) refuseUnknown(name, [...path, key], may);
  }

  function whole(text: string, path: Path, may: { id: boolean; credential: boolean }): void {
    const [, name] = WHOLE.exec(text) ?? [];
    if (name !== undefined) refuseUnknown(name, path, may);
    else if (text.search(ANYWHERE) >= 0)
      problems.push({
        path,
        message: `in json, a placeholder must be the whole text, and "${text}" has more: use another placeholder, or a parameter`,
      });
  }

  function refuseUnknown(
    name: string,
    path: Path,
    { id, credential, secrets = true }: { id: boolean; credential: boolean; secrets?: boolean },
  ): void {
    if (known.parameters.includes(name) || (secrets && known.secrets.includes(name))) return;
    const allowed = BUILT_IN.filter(
      (each) =>
        (id || each !== 'id') &&
        (credential || !CREDENTIAL.includes(each)) &&
        (!SEALED.includes(each) || (credential && seal !== undefined)),
    );
    if (allowed.includes(name)) return;
    problems.push({
      path,
      message: whyNot(name, [...allowed, ...known.parameters, ...(secrets ? known.secrets : [])]),
    });
  }

  function whyNot(name: string, allowed: readonly string[]): string {
    if (SEALED.includes(name)) return `{${name}} is filled in by seal, in write and create`;
    if (name === 'id' && !hasId) return '{id} is filled in by find: add find with id';
    if (BUILT_IN.includes(name)) return `{${name}} has no value in this request`;
    if (known.secrets.includes(name)) return `{${name}} is a secret: it goes only into a header or json`;
    const near = didYouMean(name, allowed) || `; there is ${allowed.map((each) => `{${each}}`).join(', ')}`;
    return `nothing fills in {${name}}${near}`;
  }
}

const isPart = (name: string) => name === 'username' || name === 'password';

type Carrying = Pick<Sending, 'headers' | 'json'>;

function placeholdersOf({ headers, json }: Carrying): string[] {
  const texts = [...Object.values(headers ?? {}), ...textsIn(json).map(({ text }) => text)];
  return texts.flatMap(placeholdersIn);
}

function carriesCredential(sending: Carrying): boolean {
  const used = placeholdersOf(sending);
  return ['value', 'password', 'sealedValue'].some((name) => used.includes(name));
}

/** Whether a service takes user name and password separately. */
export function takesParts({ write, create }: { write: Carrying; create?: Carrying | undefined }): boolean {
  return [write, create].some((sending) => sending !== undefined && placeholdersOf(sending).some(isPart));
}
