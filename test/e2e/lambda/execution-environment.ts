import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { RUNTIME_CLIENT } from '../runtime-client/client.ts';
import type { PackagedFunction } from './packaged-functions.ts';
import { type Outcome, RuntimeApi } from './runtime-api.ts';

/** One process with one function in it, as Lambda runs it: cold at first, warm afterwards, and gone at a timeout. */
export class ExecutionEnvironment implements AsyncDisposable {
  /** What the process has written so far; in Lambda it would be in CloudWatch. */
  log = '';
  readonly #function: PackagedFunction;
  readonly #api: RuntimeApi;
  readonly #process: ChildProcess;
  readonly #gone: Promise<Outcome>;

  private constructor(packaged: PackagedFunction, api: RuntimeApi, address: string, env: NodeJS.ProcessEnv) {
    this.#function = packaged;
    this.#api = api;
    this.#process = spawn(process.execPath, [RUNTIME_CLIENT], {
      cwd: packaged.taskRoot,
      env: { ...lambdaVariables(packaged, address), ...packaged.environment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk) => {
        this.log += String(chunk);
      });
    }
    this.#gone = once(this.#process, 'exit').then(([code, signal]) => ({
      error: { errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with ${signal ?? code}` },
    }));
  }

  /** `env` is what the function's own role, region and sandbox add to what Lambda and the template say. */
  static async start(packaged: PackagedFunction, env: NodeJS.ProcessEnv): Promise<ExecutionEnvironment> {
    const api = new RuntimeApi();
    return new ExecutionEnvironment(packaged, api, await api.listen(), env);
  }

  /** What the runtime did that Lambda would have refused. */
  get complaints(): readonly string[] {
    return this.#api.complaints;
  }

  /** Events go over the wire as JSON. A function that is not done in time is killed, as are all its promises. */
  async invoke(event: unknown, timeoutMs = this.#function.timeoutMs): Promise<Outcome> {
    const deadline = new Date(Date.now() + timeoutMs);
    const outcome = this.#api.invoke(JSON.stringify(event), arnOf(this.#function), deadline);
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), timeoutMs);
    const initError = this.#api.initError.then((error) => ({ error }));
    const ended = await Promise.race([outcome, initError, this.#gone]);
    clearTimeout(timer);
    return Date.now() < deadline.getTime() ? ended : { error: timedOut(timeoutMs) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#gone;
    await this.#api[Symbol.asyncDispose]();
  }
}

function timedOut(timeoutMs: number) {
  const errorMessage = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
  return { errorType: 'Sandbox.Timedout', errorMessage };
}

function arnOf({ name }: PackagedFunction): string {
  return `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, and nothing of this machine's. */
function lambdaVariables(packaged: PackagedFunction, address: string): NodeJS.ProcessEnv {
  return {
    AWS_EXECUTION_ENV: `AWS_Lambda_${packaged.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: `${packaged.memoryMB}`,
    AWS_LAMBDA_FUNCTION_NAME: packaged.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${packaged.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef',
    AWS_LAMBDA_RUNTIME_API: address,
    LAMBDA_TASK_ROOT: packaged.taskRoot,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/bin:/bin',
    TZ: ':UTC',
    _HANDLER: packaged.handler,
  };
}
