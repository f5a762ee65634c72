import { duration } from '../text/duration.ts';
import { isInDanger } from './state.ts';
import type { PublicationStatus, Status } from './status.ts';

/** One reason for concern, the publications that have it, and what to do. */
export interface Remark {
  reason: string;
  todo: string[];
  about: readonly PublicationStatus[];
}

/** The commands to suggest: for a deployment, or for this machine. */
export interface Commands {
  run(name: PublicationStatus['function']): string;
  /** Shows the log of a function. Absent on a machine, which keeps no log. */
  log?(name: PublicationStatus['function']): string;
  doctor: string;
}

/** Each reason once, however many publications it has. The reason of the secret that dies first comes first. */
export function remarksOn({ publications, at }: Status, commands: Commands): Remark[] {
  const groups = new Map<string, { reason: Reason; about: PublicationStatus[] }>();
  for (const publication of publications) {
    for (const reason of reasonsFor(publication, at, commands)) {
      const key = JSON.stringify([publication.function, reason.text('')]);
      const group = groups.get(key) ?? { reason, about: [] };
      groups.set(key, group);
      group.about.push(publication);
    }
  }
  return [...groups.values()].map(({ reason: { text, todo }, about }) => ({
    reason: text(sinceLast(about, at)),
    todo,
    about,
  }));
}

interface Reason {
  /** `since`: how long ago the last of these publications failed, or was published. */
  text(since: string): string;
  todo: string[];
}

function reasonsFor(publication: PublicationStatus, at: string, commands: Commands): Reason[] {
  return [whyInDanger(publication, at, commands), changed(publication, commands)].filter(
    (reason) => reason !== undefined,
  );
}

function whyInDanger(each: PublicationStatus, at: string, commands: Commands): Reason | undefined {
  const run = commands.run(each.function);
  if (each.failed !== undefined) {
    const { kind, reason } = each.failed;
    const todo = isInDanger(each.state) ? [commands.doctor, run] : [`wait for the next run, or ${run}`];
    return { text: (since) => `failed ${since} ago, ${kind}: ${reason}`, todo };
  }
  if (!isInDanger(each.state)) return undefined;
  if (each.ends !== undefined && (each.state === 'low' || each.state === 'dead'))
    return expiryRemark(each.ends, at, run);
  const runs = `${each.function} runs every ${duration(each.cadence * 1_000)}`;
  if (each.state === 'unreadable')
    return {
      text: () => `the ledger entry cannot be read; ${runs}`,
      todo: [`wait for the next run, or ${run}`],
    };
  return each.publishedAt === undefined
    ? { text: () => `never published; ${runs}`, todo: [`wait for the next run, or ${run}`] }
    : {
        text: (since) => `not published for ${since}, though ${runs}`,
        todo: [run, ...(commands.log === undefined ? [] : [commands.log(each.function)])],
      };
}

/** A run cannot extend a stored credential: a person must make a new one. */
function expiryRemark(
  { on, host, keptIn }: NonNullable<PublicationStatus['ends']>,
  at: string,
  run: string,
): Reason {
  const verb = Date.parse(on) < Date.parse(at) ? 'ended' : 'ends';
  return {
    text: () => `the ${host} password ${verb} on ${on}`,
    todo: [`make a new one, store it in ${keptIn}, change "expires" in registries.yml, deploy, then ${run}`],
  };
}

function changed(
  { publishedAs, host, function: name }: PublicationStatus,
  commands: Commands,
): Reason | undefined {
  if (publishedAs === undefined) return undefined;
  const stored =
    publishedAs.host === host
      ? `a value in format ${publishedAs.format}`
      : `the secret of ${publishedAs.host}`;
  return {
    text: () => `registries.yml has changed; until the next run this name has ${stored}`,
    todo: [commands.run(name)],
  };
}

function sinceLast(about: readonly PublicationStatus[], at: string): string {
  const times = about.flatMap(({ failed, publishedAt }) => Date.parse(failed?.at ?? publishedAt ?? at));
  return duration(Date.parse(at) - Math.max(...times));
}
