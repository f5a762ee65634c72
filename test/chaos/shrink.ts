import type { Broken } from './broken.ts';
import type { History, Mishap } from './history.ts';
import { live } from './live.ts';

/** So many tries at most: a shrunk history is to be read at once, and not after lunch. */
const MOST_TRIES = 150;

/** The shortest history found that breaks the same law: without the mishaps and the hosts that it can do without. */
export async function shortest(history: History, broken: Broken): Promise<[History, Broken]> {
  let best = history;
  let found = broken;
  let tries = 0;
  const holds = async (candidate: History): Promise<boolean> => {
    if (tries++ >= MOST_TRIES) return false;
    const same = (await live(candidate)).find(({ law }) => law === broken.law);
    if (same === undefined) return false;
    best = candidate;
    found = same;
    return true;
  };

  const withMishaps = (mishaps: readonly Mishap[]): History => ({ ...best, mishaps });
  const withHosts = (hosts: History['setting']['hosts']): History => ({
    ...best,
    setting: { ...best.setting, hosts },
  });
  await without(
    () => best.mishaps,
    (mishaps) => holds(withMishaps(mishaps)),
  );
  await without(
    () => best.setting.hosts,
    async (hosts) => hosts.length > 0 && holds(withHosts(hosts)),
  );
  for (const [index, { publish }] of best.setting.hosts.entries()) {
    for (const alias of publish) {
      const hosts = best.setting.hosts.map((host, each) =>
        each === index ? { ...host, publish: host.publish.filter((other) => other !== alias) } : host,
      );
      if ((hosts[index]?.publish.length ?? 0) > 0) await holds(withHosts(hosts));
    }
  }
  await without(
    () => best.mishaps,
    (mishaps) => holds(withMishaps(mishaps)),
  );
  return [best, found];
}

/** Takes out halves, then quarters, down to single items, as long as what is left still fails. */
async function without<T>(
  current: () => readonly T[],
  holds: (rest: readonly T[]) => Promise<boolean>,
): Promise<void> {
  for (let size = Math.ceil(current().length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < current().length; ) {
      const rest = current().toSpliced(start, size);
      if (!(await holds(rest))) start += size;
    }
  }
}
