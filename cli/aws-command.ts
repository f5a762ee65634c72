import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsCommand } from '../lib/doctor/deployed-stack.ts';
import { Failure } from '../lib/failure.ts';

/** The `aws` command, signed in as the person who deploys. It must be installed: docs/deploying.md. */
export function awsCommand(region: string, env: NodeJS.ProcessEnv): AwsCommand {
  return async (words, signal) => {
    const text = await run([...words, '--region', region, '--output', 'json'], env, signal);
    return text.trim() === '' ? undefined : JSON.parse(text);
  };
}

/** Invokes a function with an event and returns its answer, which the `aws` command writes into a file. */
export async function invokeWith(
  aws: AwsCommand,
  functionName: string,
  event: object,
  signal: AbortSignal,
): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'pullkeeper-'));
  try {
    const file = join(folder, 'answer.json');
    const payload = ['--cli-binary-format', 'raw-in-base64-out', '--payload', JSON.stringify(event)];
    await aws(['lambda', 'invoke', '--function-name', functionName, ...payload, file], signal);
    return JSON.parse(await readFile(file, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns only the error code of `aws`: the rest of its message names accounts and roles. */
function run(words: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      env: { ...env, AWS_PAGER: '' },
      signal,
      encoding: 'utf8',
      maxBuffer: 64 * 2 ** 20,
    } as const;
    execFile('aws', words, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      if (error.code === 'ENOENT') {
        return reject(
          new Failure('invalid', 'the aws command was not found', { hint: 'install the AWS command line' }),
        );
      }
      const [, code = 'no code'] = /An error occurred \((\w+)\)/.exec(stderr) ?? [];
      const isDenied = /AccessDenied|Unauthorized|NotAuthorized/.test(code);
      const hint = isDenied
        ? `allow ${words[0]}:${words[1]} to the identity that runs this command`
        : 'run the command by hand to see its output';
      const what = `aws ${words[0]} ${words[1]} failed: ${code}`;
      reject(new Failure(isDenied ? 'denied' : 'unavailable', what, { hint }));
    });
  });
}
