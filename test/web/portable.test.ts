import { runInNewContext } from 'node:vm';
import { build } from 'rolldown';
import { expect, test } from 'vitest';
import { PROJECT } from '../../scripts/bundle/options.ts';

const PARTS = `
  export { validateConfig } from '${PROJECT}/lib/validate/validate.ts';
  export { validateFalMapping, validateFalPyproject } from '${PROJECT}/lib/validate/fal/validate.ts';
  export { compile } from '${PROJECT}/lib/config/file/compile.ts';
  export { forecast } from '${PROJECT}/lib/forecast/forecast.ts';
`;

const REGISTRIES = `
backends:
  baseten: { type: baseten, apiKey: { from: env, id: BASETEN_API_KEY } }
  files: { type: file, path: build/../secrets.json }
registries:
  - host: 123456789012.dkr.ecr.us-east-1.amazonaws.com
    publish: [baseten, { backend: files, name: '${'a'.repeat(2_000)}' }]
  - host: '[::1]:5000'
    probe: require
    credentials: { username: me, password: { from: env, id: PASSWORD } }
    publish: [baseten]
`;

/** What a page may use of the browser, beside the language itself: nothing of Node. */
const GLOBALS = { TextEncoder, TextDecoder, atob, URL };

test('what the playground runs needs nothing of Node', { timeout: 60_000 }, async () => {
  const code = await bundle();
  expect(code.match(/\bBuffer[.(]|\bprocess\.(?:env|getBuiltinModule)|\brequire\(/g)).toBeNull();
  const run = `
    const text = 'base_image:\\n  image: <account>.dkr.ecr.us-east-1.amazonaws.com/llama:1\\nsecrets: {a: !!binary QUJDREVGR0g=}\\n';
    const rules = ({ findings }) => findings.map(({ rule }) => rule);
    const problems = (text) => {
      try { return playground.forecast(playground.compile(text, 'registries.yml')).functions.length; }
      catch (error) { return error.problems ?? String(error); }
    };
    const registries = ${JSON.stringify(REGISTRIES)};
    JSON.stringify({
      config: rules(playground.validateConfig(text)),
      fal: rules(playground.validateFalMapping('ghcr.io: {}')),
      pyproject: rules(playground.validateFalPyproject('[tool.fal.apps.a.image.registries."ghcr.io"]\\nusername = "me"\\n')),
      plan: problems(registries.replace('probe: require', '')),
      problems: problems(registries).map(({ code }) => code),
    });`;
  expect(JSON.parse(runInNewContext(`${code};${run}`, GLOBALS))).toMatchObject({
    config: expect.arrayContaining(['TDA107']),
    fal: ['FAL002'],
    pyproject: ['FAL002'],
    plan: 2,
    problems: ['nothing-to-probe'],
  });
});

async function bundle(): Promise<string> {
  const { output } = await build({
    input: 'parts',
    cwd: PROJECT,
    platform: 'browser',
    write: false,
    resolve: { alias: { 'node:path': 'pathe' } },
    plugins: [
      {
        name: 'the parts of the playground',
        resolveId: (id) => (id === 'parts' ? `${PROJECT}/parts.ts` : undefined),
        load: (id) => (id === `${PROJECT}/parts.ts` ? PARTS : undefined),
      },
    ],
    output: { format: 'iife', name: 'playground' },
  });
  expect(output).toHaveLength(1);
  return output[0].code;
}
