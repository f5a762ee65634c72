import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { command, NO_ACCOUNT, type Options } from './command.ts';

const compileFile = (file: string) => compile(readFileSync(file, 'utf8'), file);

const folders: string[] = [];
const temporary = () => {
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const manyRegistries = (count: number) => {
  const hosts = Array.from(
    { length: count },
    (_, n) => `${100_000_000_000 + n}.dkr.ecr.us-east-1.amazonaws.com`,
  );
  return `backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries:
${hosts.map((host) => `  - { host: ${host}, publish: [aws] }\n`).join('')}`;
};

/** `npm start -- …` without npm, which takes a second of its own each time. */
const start = (words: string[], env: NodeJS.ProcessEnv = {}, until?: Options['until']) =>
  command(['node', 'scripts/start.ts', ...words], {
    env: { ...NO_ACCOUNT, ...env },
    ...(until && { until }),
  });

/** npm keeps its compile cache there; that is its own affair. */
const leftIn = (folder: string) => readdirSync(folder).filter((name) => name !== 'node-compile-cache');

describe('npm start', () => {
  test('-- --once mints, publishes, pulls with what it published, and ends well', async () => {
    const folder = temporary();

    const { code, stdout, stderr } = await command(['npm', 'start', '-s', '--', '--once'], {
      env: { ...NO_ACCOUNT, TMPDIR: folder },
    });

    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/minted +ECR +us-east-1/);
    expect(stdout).toMatch(
      /111122223333\.dkr\.ecr\.us-east-1\.amazonaws\.com {2}lives until \w{3} \d\d:\d\d, 12 h/,
    );
    expect(stdout).toMatch(/published +aws +models\/DOCKER_REGISTRY_\S+ +pulls models\/llama:prod/);
    expect(stdout).not.toContain('does not pull');
    expect(stdout).toMatch(/\n {2}4 published; 4 of 4 pulls succeed\n$/);
    expect(leftIn(folder)).toEqual([]);
  });

  test('-- --once --problems shows the totals, and no secret that is well', async () => {
    const { code, stdout } = await start(['--once', '--problems']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/refreshEcr\n {2}4 published; 4 of 4 pulls succeed\n$/);
  });

  test('-- --once --problems shows a secret that failed, with its reason and its remedy', async () => {
    const folder = temporary();
    const registries = join(folder, 'registries.yml');
    const password = join(folder, 'password');
    writeFileSync(password, 'bot:not-the-password-alone');
    writeFileSync(
      registries,
      `backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries:
  - { host: ghcr.io, credentials: { username: bot, password: { from: file, id: ${password} } }, publish: [aws] }
  - { host: quay.io, credentials: { username: bot, password: { from: env, id: QUAY_PASSWORD } }, publish: [aws] }
`,
    );

    const { code, stdout, stderr } = await start(['--once', '--problems'], {
      PULLKEEPER_REGISTRIES: registries,
    });

    expect(code).toBe(1);
    expect(stdout).toMatch(/failed +aws +DOCKER_REGISTRY_ghcr\.io/);
    expect(stdout).not.toContain('quay.io');
    expect(stdout).toMatch(/\n {2}1 failed, 1 published; no image to pull\n$/);
    expect(stderr).toMatch(/1 of 2 publications failed/);
  });

  test('-- --once --fault breaks what it names, and says so', async () => {
    const { code, stdout } = await start(['--once', '--fault', 'ecr:denied']);

    expect(code).toBe(1);
    expect(stdout).toContain('ECR denies every request');
    expect(stdout).toMatch(/failed +aws +models\/DOCKER_REGISTRY_/);
    expect(stdout).toMatch(/published +aws +models\/ecr-public/);
  });

  test('-- --scenario plays a story and says what was seen', async () => {
    const { code, stdout } = await start(['--scenario', 'two lost runs']);

    expect(stdout).toMatch(/board +http:\/\/127\.0\.0\.1:\d+\/rehearsal/);
    expect(stdout).toMatch(/What was seen\nNo secret died\.\nThe first alarm went off/);
    expect(code).toBe(0);
  });

  test('-- --once ends at once with Ctrl-C, and leaves nothing behind', async () => {
    const folder = temporary();
    const registries = join(folder, 'registries.yml');
    writeFileSync(registries, manyRegistries(2_000));
    const temporaries = temporary();

    const { code, stdout } = await start(
      ['--once'],
      { TMPDIR: temporaries, PULLKEEPER_REGISTRIES: registries },
      { ready: (text) => text.includes('refreshEcr') },
    );

    expect(code).toBe(130);
    expect(stdout).not.toContain('published');
    expect(leftIn(temporaries)).toEqual([]);
  });

  test.skipIf(spawnSync('script', ['--version']).error !== undefined)(
    'counts on a terminal while it works, and erases the count (skipped where script is missing)',
    async () => {
      const folder = temporary();
      const registries = join(folder, 'registries.yml');
      writeFileSync(registries, manyRegistries(400));

      const { code, stdout } = await command(
        ['script', '-qec', 'node scripts/start.ts --once --problems', '/dev/null'],
        { env: { ...NO_ACCOUNT, PULLKEEPER_REGISTRIES: registries } },
      );

      expect(code).toBe(0);
      expect(stdout).toMatch(/\r\d+ of 400 secrets /);
      expect(stdout.endsWith('\r400 of 400 secrets \r\u001b[K  400 published; no image to pull\r\n')).toBe(
        true,
      );
    },
  );

  test('-- --once rehearses every backend, and what is stored as well as what is minted', async () => {
    const folder = temporary();

    const { code, stdout, stderr } = await start(['--once'], {
      TMPDIR: folder,
      PULLKEEPER_REGISTRIES: 'test/e2e/everything.yml',
    });

    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout.match(/^\w{3} \d\d:\d\d {2}\w+$/gm)).toEqual([
      expect.stringContaining('refreshEcr'),
      expect.stringContaining('refreshStored'),
    ]);
    expect(stdout).toMatch(/read +Secrets Manager +us-east-1 +pullkeeper\/ghcr/);
    expect(stdout).toMatch(/published +fal +GHCR_PASSWORD +pulls models\/llama:prod/);
    expect(stdout).toMatch(/ghcr\.io {2}lives until it is revoked/);
    expect(stdout).toMatch(/published +baseten +aws_access_key_id +no image to pull/);
    expect(stdout).not.toContain('does not pull');
    expect(leftIn(folder)).toEqual([]);
  });

  test('-- --once rehearses platforms, and a service that only registries.yml describes', async () => {
    const { code, stdout, stderr } = await start(['--once'], {
      PULLKEEPER_REGISTRIES: 'test/e2e/platforms.yml',
    });

    expect([stderr, code]).toEqual(['', 0]);
    const published = compileFile('test/e2e/platforms.yml').registries.flatMap(({ publish }) => publish);
    for (const { backend, name } of published)
      expect(stdout).toMatch(new RegExp(`published +${backend} +${name} +pulls models/llama`));
    expect(stdout).not.toContain('does not pull');
  });

  test('-- --once rehearses Google as well: identities, registries and Secret Manager', async () => {
    const { code, stdout, stderr } = await start(['--once'], {
      PULLKEEPER_REGISTRIES: 'test/e2e/google.yml',
    });

    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/acted +Google +as puller@my-project/);
    expect(stdout).toMatch(
      /published +google +DOCKER_REGISTRY_us-central1-docker_2Epkg_2Edev +pulls my-project\/models/,
    );
    expect(stdout).toMatch(/published +google +only-password +pulls my-project\/llama/);
    expect(stdout).not.toContain('does not pull');
  });

  test('goes on, so that one sees the next refresh, until Ctrl-C ends it cleanly', async () => {
    const folder = temporary();
    const runs = (stdout: string) => stdout.match(/^\w{3} \d\d:\d\d {2}refreshEcr$/gm) ?? [];

    const { code, stdout, stderr } = await start(
      [],
      { TMPDIR: folder },
      { ready: (text) => runs(text).length === 2 },
    );

    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nEnded\. Nothing is left behind\.\n$/);
    expect(leftIn(folder)).toEqual([]);
  });

  test('refuses an option it does not know, and says which there are', async () => {
    const { code, stderr } = await start(['--onec']);

    expect(code).toBe(2);
    expect(stderr).toBe(
      'there is no option "--onec"; did you mean "--once"?\nusage: npm start [-- --once] [--problems] [--fault ecr:denied…] [--scenario "two lost runs"]\n',
    );
  });

  test('says what is wrong with registries.yml and nothing else', async () => {
    const { code, stderr, stdout } = await start([], { PULLKEEPER_REGISTRIES: 'test/e2e/broken.yml' });

    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      [
        'test/e2e/broken.yml has 2 problems',
        '  test/e2e/broken.yml:2:11  "https://public.ecr.aws" is not a bare host: it begins with a scheme. Did you mean "public.ecr.aws"?',
        '  test/e2e/broken.yml:3:5  unknown key "publsh"; did you mean "publish"?',
        '',
      ].join('\n'),
    );
  });
});

describe('an old Node', () => {
  const old = oldNode();
  test.skipIf(old === undefined)(
    'leaves the work to the one that came along (skipped where no Node is old)',
    async () => {
      const words = [old ?? '', '--import', './scripts/node.cjs', 'scripts/start.ts', '--once'];

      const { code, stdout, stderr } = await command(words, { env: { PATH: '/usr/bin:/bin' } });

      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('pulls models/llama:prod');
    },
  );
});

/** A Node on this machine, beside those of the project, that is too old for it. */
function oldNode(): string | undefined {
  const folders = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'));
  return folders
    .map((folder) => join(folder, 'node'))
    .find((node) =>
      /^v(?:\d|1\d|2[01])\./.test(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout ?? ''),
    );
}

describe('npm run sandbox', () => {
  test('says before a command that its world is new, and how to keep one', async () => {
    const { code, stdout, stderr } = await command(
      ['npm', 'run', '-s', 'sandbox', '--', 'node', '-p', '"out"'],
      { env: NO_ACCOUNT },
    );

    expect({ code, stdout }).toEqual({ code: 0, stdout: 'out\n' });
    expect(stderr).toBe(
      `A new, empty world for this command: nothing is published in it yet, and it ends with the command.
To keep one world for several commands: npm run sandbox -- bash
`,
    );
  });

  test('forgets what the command before it published', async () => {
    const inSandbox = (script: string) =>
      command(['node', 'scripts/sandbox.ts', 'sh', '-ec', script], { env: NO_ACCOUNT });
    const refresh = 'node cli/main.ts refresh --table "$PULLKEEPER_TABLE" >&2';
    const status = 'node cli/main.ts status --table "$PULLKEEPER_TABLE" --json';

    const published = await inSandbox(`${refresh}; ${status}`);
    const after = await inSandbox(status);

    const countsOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout).counts;
    expect(countsOf(published)).toMatchObject({ alive: 4, unpublished: 0 });
    expect(countsOf(after)).toMatchObject({ alive: 0, unpublished: 4 });
  });
});
