import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../lib/validate/finding.ts';
import { keptSecrets } from '../../../lib/validate/model/kept-secrets.ts';
import { LINTS } from '../../../lib/validate/rules/index.ts';
import { validateConfig } from '../../../lib/validate/validate.ts';
import type { Span } from '../../../lib/validate/yaml/node.ts';
import { formatPath } from '../../../lib/validate/yaml/path.ts';
import { Lines } from '../../../lib/validate/yaml/position.ts';
import { readYaml } from '../../../lib/validate/yaml/yaml.ts';
import { awsRole, type Cases, ECR, GAR, image, registries } from './build.ts';
import { CLOUDS } from './clouds.ts';
import { SECRETS_AND_ROTATION } from './secrets-and-rotation.ts';
import { STRUCTURE_AND_REGISTRY } from './structure-and-registry.ts';

const CASES: Record<string, Cases> = { ...STRUCTURE_AND_REGISTRY, ...CLOUDS, ...SECRETS_AND_ROTATION };

function findings(id: string, text: string, registries: string | undefined): Finding[] {
  const kept = registries === undefined ? undefined : keptSecrets(readYaml(registries));
  return validateConfig(text, { kept }).findings.filter(({ rule }) => rule === id);
}

function reasons(id: string, text: string, { registries }: Cases): string[] {
  return findings(id, text, registries).map(({ message }) => message);
}

interface Told extends Finding {
  text: string;
}

/** Writes a rule's findings as text: each wording once, below it the places where it was found. */
function page(told: readonly Told[]): string {
  const kinds = Map.groupBy(
    told,
    ({ rule, severity, shows }) => `${rule} ${severity}${shows ? ', shown' : ''}`,
  );
  return [...kinds].map(([kind, found]) => `${kind}\n${wordings(found).join('\n')}\n`).join('\n');
}

function wordings(told: readonly Told[]): string[] {
  const words = Map.groupBy(told, ({ message, hint, example = [], fix }) =>
    [message, hint, fix && `(fix: ${fix.title})`, ...example]
      .filter((line) => line !== undefined)
      .join('\n  '),
  );
  return [...words].flatMap(([wording, found]) => [
    `  ${wording}`,
    ...found.map((each) => `      ${place(each)}`),
  ]);
}

/** Where a finding is, and what its fix would write there. */
function place({ text, span, path, fix }: Told): string {
  const lines = new Lines(text);
  const at = (span: Span) => {
    const { start, end } = lines.range(span);
    return `${start.line}:${start.column}-${end.line}:${end.column}`;
  };
  const edits = (fix?.edits ?? []).map((edit) => ` | ${at(edit.span)} ${JSON.stringify(edit.text)}`);
  return `${at(span)} ${formatPath(path)}${edits.join('')}`;
}

it('has cases for every rule', () => {
  expect(Object.keys(CASES).toSorted()).toEqual(LINTS.map(({ id }) => id).toSorted());
});

describe.each(Object.entries(CASES))('%s', (id, cases) => {
  it.each(cases.catches)('catches %j', (text, reason) => {
    expect(reasons(id, text, cases)).toContainEqual(expect.stringContaining(reason));
  });

  it.each(cases.passes.map((text) => [text]))('passes %j', (text) => {
    expect(reasons(id, text, cases)).toEqual([]);
  });
});

it('tells of each mistake as findings.txt says', async () => {
  const pages = LINTS.map((rule) => {
    const cases = CASES[rule.id];
    const caught = (cases?.catches ?? []).map(([text]) => ({ text, registries: cases?.registries }));
    return page(
      [{ text: rule.caught, registries: rule.registries }, ...caught].flatMap(({ text, registries }) =>
        findings(rule.id, text, registries).map((finding) => ({ ...finding, text })),
      ),
    );
  });
  await expect(pages.join('\n')).toMatchFileSnapshot('findings.txt');
});

const kept = keptSecrets(readYaml(registries('ghcr.io')));

it.each([
  ['acme.azurecr.io', '    source: { type: azure-acr, … }'],
  ['us-west2-docker.pkg.dev', '    identity: <your Google identity>'],
])('For %s, the lines for registries.yml name who mints', (host, line) => {
  const { findings } = validateConfig(image(`${host}/a/b/c:1`, [`DOCKER_REGISTRY_${host}`]), { kept });
  expect(findings.find(({ rule }) => rule === 'TDA603')?.example).toContain(line);
});

it.each([
  ['acme.azurecr.io', 'azure-acr'],
  ['acme.jfrog.io', 'jfrog'],
  ['docker.cloudsmith.io', 'cloudsmith'],
  ['quay.io', 'quay'],
  ['registry.digitalocean.com', 'digitalocean'],
])('For %s, the type of source %s is named where another method is needed', (host, type) => {
  const { findings } = validateConfig(awsRole({}, host));
  expect(findings.find(({ rule }) => rule === 'TDA205')?.hint).toContain(`type: ${type}`);
});

it.each([
  ['TDA601', ECR],
  ['TDA602', GAR],
])('%s calls no token of %s dying where a registries.yml is at hand: TDA603 judges that', (id, host) => {
  const text = image(`${host}/project/repository/llama:1`, [`DOCKER_REGISTRY_${host}`]);
  expect(findings(id, text, undefined)).toHaveLength(1);
  expect(findings(id, text, registries(host))).toEqual([]);
});
