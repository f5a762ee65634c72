import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateFalMapping } from '../../lib/validate/fal/validate.ts';
import { checkWithFixes, fixAll } from '../../lib/validate/fix.ts';
import { applyEdits } from '../../lib/validate/fixes.ts';
import { configChecker, validateConfig } from '../../lib/validate/validate.ts';
import type { YamlNode } from '../../lib/validate/yaml/node.ts';
import { readYaml } from '../../lib/validate/yaml/yaml.ts';
import { mendableConfig } from './arbitrary-config.ts';

const ECR = '123456789012.dkr.ecr.us-west-2.amazonaws.com';

const pairs = (value: object): string =>
  Object.entries(value)
    .map(([key, one]) => `${key}: ${typeof one === 'object' && one !== null ? `{${pairs(one)}}` : one}`)
    .join(', ');

/** A file with slips, in all the ways of writing one: as JSON, in flow mappings, with anchors and keys that come twice. */
const anyWriting = fc
  .record({
    registry: fc.constantFrom(undefined, `https://${ECR}`, `${ECR}/`, ECR, 'registry-1.docker.io', 'GHCR.io'),
    method: fc.constantFrom('aws_iam', 'AWS_IAM', 'AWS_OIDC', 'gcp_oidc'),
    image: fc.constantFrom(`${ECR}/a:1`, `https://${ECR}/a:1`, 'acme/llama:1', 'ghcr.io/a/b'),
    secret: fc.constantFrom(
      undefined,
      'docker_registry_ghcr.io',
      'DOCKER_REGISTRY_https://ghcr.io',
      'DOCKER_REGISTRY_docker.io',
      'x',
    ),
    twice: fc.constantFrom(
      undefined,
      'DOCKER_REGISTRY_ghcr.io',
      'docker_registry_ghcr.io',
      'docker_registry-ghcr.io',
    ),
    style: fc.constantFrom('block', 'flow', 'json', 'pretty json', 'flow inside'),
    anchor: fc.constantFrom('', '&r '),
    ending: fc.constantFrom('\n', '\r\n'),
    last: fc.boolean(),
  })
  .map(({ registry, method, image, secret, twice, style, anchor, ending, last }) => {
    const auth = {
      auth_method: method,
      ...(registry === undefined ? {} : { registry }),
      aws_oidc_region: 'us-west-2a',
    };
    const secrets = [secret, twice].filter((name) => name !== undefined);
    const whole = {
      base_image: { image, docker_auth: auth },
      ...(secrets.length === 0 ? {} : { secrets: Object.fromEntries(secrets.map((name) => [name, null])) }),
    };
    const alias = anchor === '' ? [] : ['model_metadata:', '  a: *r'];
    const lines = {
      json: [JSON.stringify(whole)],
      'pretty json': JSON.stringify(whole, null, 2).split('\n'),
      flow: [`{${pairs(whole)}}`],
      'flow inside': [
        'base_image:',
        `  image: ${image}`,
        `  docker_auth: {${pairs(auth)}}`,
        ...(secrets.length ? [`secrets: {${secrets.map((name) => `"${name}": null`).join(', ')}}`] : []),
      ],
      block: [
        'base_image:',
        `  image: ${registry === undefined ? anchor : ''}${image} # why`,
        '  docker_auth:',
        ...Object.entries(auth).map(
          ([key, value]) => `    ${key}: ${key === 'registry' ? anchor : ''}"${value}"`,
        ),
        ...(secrets.length ? ['secrets:', ...secrets.map((name) => `  ${name}: null`)] : []),
        ...alias,
      ],
    }[style];
    return lines.join(ending) + (last ? ending : '');
  });

/** A few characters taken out or put in, or a line twice. */
const mutated = fc
  .tuple(
    fc.oneof(anyWriting, mendableConfig),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(2),
        fc.constantFrom(
          '',
          ' ',
          '\n',
          '\t',
          ',',
          '{',
          '}',
          '"',
          '&a ',
          '*a',
          '# ',
          ': ',
          '- ',
          '!!str ',
          '|\n',
        ),
      ),
      { maxLength: 3 },
    ),
    fc.option(fc.nat()),
  )
  .map(([text, wounds, line]) => {
    const lines = text.split('\n');
    if (line !== null) lines.splice(line % lines.length, 0, lines[line % lines.length] ?? '');
    return wounds.reduce((rest, [place, length, piece]) => {
      const at = place % (rest.length + 1);
      return rest.slice(0, at) + piece + rest.slice(at + length);
    }, lines.join('\n'));
  });

/** Every value of a file with the way to it, as Truss reads it: of two keys with one name, the last. */
function leaves(node: YamlNode, path = ''): Map<string, string> {
  if (node.kind === 'scalar') return new Map([[path, `${node.type} ${node.text}`]]);
  const children: [string, YamlNode][] =
    node.kind === 'list'
      ? node.items.map((item, index) => [String(index), item])
      : [...new Map(node.entries.map(({ key, value }) => [`${key.type} ${key.text}`, value]))];
  return new Map([
    [path, node.kind],
    ...children.flatMap(([name, child]) => [...leaves(child, `${path}/${name}`)]),
  ]);
}

function readings(text: string): Map<string, string> | undefined {
  const reading = readYaml(text);
  return 'root' in reading ? leaves(reading.root) : undefined;
}

/** The paths that read otherwise, or are there in one of the two only. */
function differences(before: Map<string, string>, after: Map<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
}

const rules = (text: string) =>
  validateConfig(text).findings.map(({ rule, path }) => `${rule} ${path.join('/')}`);

describe('A fix that is offered', () => {
  it('changes one thing, mends it, and makes nothing worse', () => {
    let offered = 0;
    fc.assert(
      fc.property(mutated, (text) => {
        const before = validateConfig(text);
        const was = readings(text);
        for (const { rule, path, fix } of before.findings) {
          if (!fix) continue;
          offered++;
          const fixed = applyEdits(text, fix.edits);
          const after = validateConfig(fixed);
          const is = readings(fixed);
          expect(is).toBeDefined();
          expect([!before.load || after.load, !before.push || after.push]).toEqual([true, true]);
          expect(rules(fixed)).not.toContain(`${rule} ${path.join('/')}`);
          // One value, one name (which goes and comes), or one new entry (and its section).
          if (was && is) expect(differences(was, is).length).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 500 },
    );
    expect(offered).toBeGreaterThan(200);
  });

  it('adds only line endings that the file has', () => {
    fc.assert(
      fc.property(anyWriting, (text) => {
        const { text: after } = fixAll(text, configChecker()).validation;
        if (text.includes('\r\n')) expect(after.replaceAll('\r\n', '')).not.toContain('\n');
        else expect(after).not.toContain('\r');
      }),
    );
  });
});

describe('All fixes', () => {
  it('leave nothing that is offered, and no worse a verdict', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const before = validateConfig(text);
        const { validation: after, applied } = fixAll(text, configChecker());
        expect(after.findings.filter(({ fix }) => fix)).toEqual([]);
        expect([!before.load || after.load, !before.push || after.push]).toEqual([true, true]);
        if (applied.length === 0) expect(after.text).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});

describe('A fix is not offered', () => {
  const offered = (text: string) =>
    validateConfig(text).findings.flatMap(({ rule, fix }) => (fix ? [rule] : []));
  const block = (registry: string) =>
    `base_image:\n  image: ${ECR}/a:1\n  docker_auth:\n    auth_method: AWS_OIDC\n    aws_oidc_role_arn: arn:aws:iam::123456789012:role/r\n    aws_oidc_region: us-west-2\n    registry: ${registry}\n`;

  it('where it is, for comparison', () => {
    expect(offered(block(`https://${ECR}`))).toEqual(['TDA203']);
  });

  it.each([
    [
      'for a value that an alias repeats elsewhere',
      `${block(`&r https://${ECR}`)}model_metadata:\n  a: *r\n`,
    ],
    [
      'in a flow mapping that would need a comma',
      block('').replace(
        /docker_auth:\n.*/s,
        'docker_auth: {\n    auth_method: AWS_IAM\n  }\nsecrets: {aws_access_key_id: null, aws_secret_access_key: null}\n',
      ),
    ],
    [
      'in JSON',
      JSON.stringify(
        {
          base_image: { image: `${ECR}/a:1`, docker_auth: { auth_method: 'AWS_IAM' } },
          secrets: { aws_access_key_id: null, aws_secret_access_key: null },
        },
        null,
        2,
      ),
    ],
    [
      'where the new name is there already',
      'base_image:\n  image: ghcr.io/a/b:1\nsecrets:\n  docker_registry_ghcr.io: null\n  DOCKER_REGISTRY_ghcr.io: null\n',
    ],
    [
      'for a registry that the method does not log in to',
      'base_image:\n  image: acme/llama:1\n  docker_auth:\n    auth_method: AWS_IAM\nsecrets:\n  aws_access_key_id: null\n  aws_secret_access_key: null\n',
    ],
  ])('%s', (_, text) => {
    expect(validateConfig(text).findings).not.toEqual([]);
    expect(offered(text)).toEqual([]);
  });

  it('by itself, when it would break the file: the others are', () => {
    const text = `${block(`&r https://${ECR}`)}secrets:\n  docker_registry_ghcr.io: null\nmodel_metadata:\n  a: *r\n`;
    expect(offered(text)).toEqual(['TDA507']);
  });

  it('for fal, when it would make a host twice', () => {
    const entry = (host: string) => `${host}:\n  username: a\n  password: $X\n`;
    const text = entry('https://ghcr.io/') + entry('ghcr.io');
    expect(validateFalMapping(text).findings.filter(({ fix }) => fix)).toEqual([]);
  });

  it('when trying it would take too long', () => {
    const text = `${block(`https://${ECR}`)}model_metadata:\n  a: ${'x'.repeat(300_000)}\n`;
    expect(checkWithFixes(readYaml(text), configChecker()).findings.filter(({ fix }) => fix)).toEqual([]);
  });
});
