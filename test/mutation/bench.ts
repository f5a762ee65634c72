import { resolve } from 'node:path';
import { BaseSequencer, createVitest, type TestSpecification, type Vitest } from 'vitest/node';

export interface Outcome {
  result: 'killed' | 'survived' | 'timeout';
  /** The first test file that failed. */
  noticedBy?: string;
}

/** The CPU time that the tests near one file may take at the most; a mutant that takes longer loops for ever. */
const LONGEST_MS = 60_000;
const ASK_EVERY_MS = 1_000;

/** Vitest would run the longest file first. Here the order is the caller's: what notices most comes first. */
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files;
  }
}

/** Runs tests against changed text of one file, in one Vitest that stays warm. */
export class Bench {
  #vitest: Vitest | undefined;
  #changed: { file: string; text: string } | undefined;

  /** Says whether any of the tests notices that the file has this text. */
  async judge(file: string, text: string, tests: readonly string[]): Promise<Outcome> {
    this.#vitest ??= await this.#start();
    const before = this.#changed?.file;
    this.#changed = { file: resolve(file), text };
    for (const each of new Set([before, this.#changed.file]))
      if (each !== undefined) this.#vitest.invalidateFile(each);
    // Failures of earlier mutants would count towards `bail`.
    this.#vitest.state.idMap.clear();
    this.#vitest.state.filesMap.clear();
    const found = await this.#vitest.globTestSpecifications([...tests]);
    const place = ({ moduleId }: TestSpecification) => tests.findIndex((test) => moduleId.endsWith(test));
    const late = lateness();
    const run = this.#vitest.runTestSpecifications(found.toSorted((a, b) => place(a) - place(b)));
    const ended = await Promise.race([run, late.promise]);
    clearInterval(late.timer);
    if (ended === 'late') {
      void this.#vitest.close();
      this.#vitest = undefined;
      return { result: 'timeout' };
    }
    const { testModules, unhandledErrors } = ended;
    const failed = testModules.find((module) => module.state() === 'failed');
    if (failed !== undefined) return { result: 'killed', noticedBy: failed.relativeModuleId };
    if (unhandledErrors.length > 0) return { result: 'killed' };
    // A worker that could not start has run no test, which says nothing of the change.
    const isRun = testModules.some((module) => module.state() === 'passed');
    return isRun ? { result: 'survived' } : this.judge(file, text, tests);
  }

  async close(): Promise<void> {
    await this.#vitest?.close();
  }

  async #start(): Promise<Vitest> {
    const load = (id: string) => (id === this.#changed?.file ? this.#changed.text : undefined);
    return createVitest(
      'test',
      {
        watch: true,
        update: 'none',
        // One worker that keeps what it has loaded; the cache on disk would pass over changed text.
        ...{ pool: 'threads', isolate: false, maxWorkers: 1, fsModuleCache: false },
        bail: 1,
        sequence: { sequencer: InOrder },
        reporters: [{}],
      },
      { plugins: [{ name: 'mutant', enforce: 'pre', load }], server: { watch: null } },
    );
  }
}

/** Ends when this process, with its worker, has used too much CPU time: on a busy machine a clock says little. */
function lateness() {
  const { promise, resolve } = Promise.withResolvers<'late'>();
  const before = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1_000 > LONGEST_MS) resolve('late');
  }, ASK_EVERY_MS);
  return { promise, timer };
}
