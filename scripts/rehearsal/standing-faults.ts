import type { RefreshFunction } from '../../lib/config/schema/refresh-functions.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { removeByHand } from './backends/index.ts';
import { type DrillFault, faultWords, rulesFor } from './faults.ts';

interface ActiveFault {
  id: number;
  fault: DrillFault;
  lift: () => void;
}

interface Options {
  sandbox: Sandbox;
  functions: readonly RefreshFunction[];
  /** Receives each fault that begins or ends, in words. */
  note: (words: string) => void;
}

/** The faults that have begun and not ended, and their effect on the sandbox and on the functions. */
export class StandingFaults {
  readonly #options: Options;
  readonly #lost = new Map<RefreshFunction, number>();
  #active: readonly ActiveFault[] = [];
  #ids = 0;
  #fastMs = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  get active(): readonly ActiveFault[] {
    return this.#active;
  }

  /** How far the clock of the functions is ahead. */
  get fastMs(): number {
    return this.#fastMs;
  }

  async begin(fault: DrillFault): Promise<void> {
    const { sandbox, functions, note } = this.#options;
    note(faultWords(fault));
    const undo = rulesFor(fault).map((rule) => sandbox.faults.add(rule));
    if (fault.kind === 'runs') for (const name of functions) this.#lost.set(name, fault.lost);
    if (fault.kind === 'clock') this.#fastMs = fault.fastMs;
    if (fault.kind === 'deleted') {
      const { publication } = fault;
      return removeByHand(publication, publication.to, sandbox);
    }
    const lift = () => {
      for (const each of undo) each();
      if (fault.kind === 'runs') this.#lost.clear();
      if (fault.kind === 'clock') this.#fastMs = 0;
    };
    this.#active = [...this.#active, { id: ++this.#ids, fault, lift }];
  }

  /** Returns true if the fault existed. */
  lift(id: number): boolean {
    const found = this.#active.find((each) => each.id === id);
    if (found === undefined) return false;
    found.lift();
    this.#active = this.#active.filter((each) => each !== found);
    this.#options.note(`over: ${faultWords(found.fault)}`);
    return true;
  }

  liftAll(): void {
    for (const { id } of this.#active) this.lift(id);
  }

  /** Whether a scheduled run of this function is lost. Each lost run counts. */
  losesRun(name: RefreshFunction): boolean {
    const left = this.#lost.get(name) ?? 0;
    if (left === 0) return false;
    this.#lost.set(name, left - 1);
    if ([...this.#lost.values()].every((count) => count === 0))
      this.#active = this.#active.filter(({ fault }) => fault.kind !== 'runs');
    return true;
  }
}
