import { ExecutionEnvironment } from './execution-environment.ts';
import type { PackagedFunction } from './packaged-functions.ts';
import type { Outcome } from './runtime-api.ts';

/** Some environments of one function. As in Lambda, each has one invocation at a time; here the others wait. */
export class EnvironmentPool implements AsyncDisposable {
  readonly #environments: readonly ExecutionEnvironment[];
  readonly #idle: ExecutionEnvironment[];
  readonly #waiting: ((environment: ExecutionEnvironment) => void)[] = [];

  private constructor(environments: readonly ExecutionEnvironment[]) {
    this.#environments = environments;
    this.#idle = [...environments];
  }

  static async start(
    packaged: PackagedFunction,
    env: NodeJS.ProcessEnv,
    size: number,
  ): Promise<EnvironmentPool> {
    const starting = Array.from({ length: size }, () => ExecutionEnvironment.start(packaged, env));
    return new EnvironmentPool(await Promise.all(starting));
  }

  async invoke(event: unknown): Promise<Outcome> {
    const environment =
      this.#idle.pop() ?? (await new Promise<ExecutionEnvironment>((resolve) => this.#waiting.push(resolve)));
    const outcome = await environment.invoke(event);
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(environment);
    else next(environment);
    return outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#environments.map((each) => each[Symbol.asyncDispose]()));
  }
}
