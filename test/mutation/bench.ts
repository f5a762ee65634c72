import { resolve } from 'node:path';
import { createVitest, type Vitest } from 'vitest/node';

export type Outcome = 'killed' | 'survived' | 'timeout';

/** How long the tests near one file may take at the most; a mutant that takes longer loops for ever. */
const LONGEST_MS = 120_000;

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
    const specifications = await this.#vitest.globTestSpecifications([...tests]);
    const late = Promise.withResolvers<'late'>();
    const timer = setTimeout(late.resolve, LONGEST_MS, 'late');
    const ended = await Promise.race([this.#vitest.runTestSpecifications(specifications), late.promise]);
    clearTimeout(timer);
    if (ended === 'late') {
      void this.#vitest.close();
      this.#vitest = undefined;
      return 'timeout';
    }
    const { testModules, unhandledErrors } = ended;
    const failed = testModules.some((module) => module.state() === 'failed');
    return failed || unhandledErrors.length > 0 ? 'killed' : 'survived';
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
        reporters: [{}],
      },
      { plugins: [{ name: 'mutant', enforce: 'pre', load }], server: { watch: null } },
    );
  }
}
