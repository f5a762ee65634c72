import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { worldOf } from '../../scripts/rehearsal/world.ts';
import { builtOnce } from '../built-once.ts';
import { ExecutionEnvironment } from './lambda/execution-environment.ts';
import { type PackagedFunction, unpackFunctions } from './lambda/packaged-functions.ts';
import { copyOfProject, SERVERLESS } from './project.ts';
import { runtimeClientBuilt, runtimeClientMissing } from './runtime-client/client.ts';

export const REGISTRIES = resolve('test/e2e/packaged.yml');
export const CONFIG = compile(readFileSync(REGISTRIES, 'utf8'), REGISTRIES);

export interface Packaged {
  /** Where `serverless package` has left its zips and its template. */
  packages(): string;
  functions(): ReadonlyMap<string, PackagedFunction>;
  /** One environment of a function, in a world of its own. */
  start(key: string): Promise<{ environment: ExecutionEnvironment; sandbox: Sandbox }>;
}

/** A suite about what `npx serverless package` makes of packaged.yml, under the client that stands in Lambda. */
export function describePackaged(what: string, suite: (packaged: Packaged) => void): void {
  const name = `${what}, packaged, under Lambda's own runtime client${runtimeClientMissing()}`;
  describe.skipIf(!runtimeClientBuilt())(name, { timeout: 60_000 }, () => {
    let built = '';
    let functions: ReadonlyMap<string, PackagedFunction>;
    const packages = () => join(built, '.serverless');
    const unpacked = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
    beforeAll(async () => {
      built = await builtOnce('packaged', packageInto);
      functions = unpackFunctions(packages(), unpacked);
    });
    afterAll(() => rmSync(unpacked, { recursive: true, force: true }));

    suite({
      packages,
      functions: () => functions,
      async start(key) {
        const { sandbox, env } = await startWorld();
        const environment = await ExecutionEnvironment.start(functionAt(functions, key), env);
        onTestFinished(async () => {
          await environment[Symbol.asyncDispose]();
          expect(environment.complaints).toEqual([]);
        });
        return { sandbox, environment };
      },
    });
  });
}

async function packageInto(folder: string): Promise<void> {
  using project = copyOfProject();
  const { code, stdout, stderr } = await project.run([...SERVERLESS, 'package'], {
    env: { PULLKEEPER_REGISTRIES: REGISTRIES },
  });
  expect(code, stdout + stderr).toBe(0);
  cpSync(join(project.folder, '.serverless'), join(folder, '.serverless'), { recursive: true });
}

export function functionAt(functions: ReadonlyMap<string, PackagedFunction>, key: string): PackagedFunction {
  const found = functions.get(key);
  if (found === undefined) throw new Error(`the template has no function ${key}`);
  return found;
}

/** All that packaged.yml names, on loopback, and what leads a function there. */
export async function startWorld(): Promise<{ sandbox: Sandbox; env: Record<string, string> }> {
  const sandbox = await startSandbox(worldOf(CONFIG));
  const state = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  onTestFinished(async () => {
    await sandbox.stop();
    rmSync(state, { recursive: true, force: true });
  });
  return { sandbox, env: { ...sandbox.environment(), PULLKEEPER_STATE: state } };
}
