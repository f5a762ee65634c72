import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type FunctionProperties, functionsIn } from '../template.ts';
import { filesInZip } from '../zip.ts';

/** A function as it would be deployed: what the template says of it, and its zip, unpacked. */
export interface PackagedFunction {
  readonly name: string;
  readonly taskRoot: string;
  readonly handler: string;
  readonly runtime: string;
  readonly timeoutMs: number;
  readonly memoryMB: number;
  readonly environment: Record<string, string>;
}

/** All that `serverless package` has left in `packages`, by the keys of serverless.yml; unpacked below `into`. */
export function unpackFunctions(packages: string, into: string): Map<string, PackagedFunction> {
  return new Map(
    functionsIn(packages).map(({ id, Properties }) => {
      const taskRoot = join(into, id);
      unzip(join(packages, basename(Properties.Code.S3Key)), taskRoot);
      return [keyOf(id), functionOf(Properties, taskRoot)];
    }),
  );
}

/** serverless makes RefreshEcrLambdaFunction of refreshEcr. */
function keyOf(id: string): string {
  return id.replace(/LambdaFunction$/, '').replace(/^./, (first) => first.toLowerCase());
}

/** Variables that only CloudFormation could fill in are left to whoever runs the function. */
function functionOf(properties: FunctionProperties, taskRoot: string): PackagedFunction {
  const variables = Object.entries(properties.Environment?.Variables ?? {});
  return {
    taskRoot,
    name: properties.FunctionName,
    handler: properties.Handler,
    runtime: properties.Runtime,
    timeoutMs: properties.Timeout * 1000,
    memoryMB: properties.MemorySize,
    environment: Object.fromEntries(
      variables.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    ),
  };
}

function unzip(zip: string, folder: string): void {
  for (const [name, content] of filesInZip(readFileSync(zip))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}
