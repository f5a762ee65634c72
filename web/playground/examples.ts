import { RULES } from '../../lib/validate/catalogue.ts';
import { DOCS_EXAMPLES } from '../../lib/validate/docs-examples.ts';
import { EMPTY, type Sheet } from './sheet.ts';

interface Example {
  name: string;
  sheet: Sheet;
}

interface ExampleGroup {
  title: string;
  examples: readonly Example[];
}

const FAL_PYPROJECT = `[tool.fal.apps.chat.image]
image = "ghcr.io/acme/chat:1"

[tool.fal.apps.chat.image.registries."ghcr.io"]
username = "acme-bot"
password = "\${GHCR_TOKEN}"
`;

/** The examples of the page: those of Baseten's documentation, and one for every rule. */
export const EXAMPLES: readonly ExampleGroup[] = [
  {
    title: "From Baseten's documentation",
    examples: Object.entries(DOCS_EXAMPLES).map(([name, text]) => ({ name, sheet: { ...EMPTY, text } })),
  },
  {
    title: 'For fal',
    examples: [{ name: 'pyproject.toml', sheet: { ...EMPTY, kind: 'pyproject', text: FAL_PYPROJECT } }],
  },
  { title: 'Rules for config.yaml', examples: examplesOf('TDA') },
  { title: 'Rules for fal', examples: examplesOf('FAL') },
];

function examplesOf(area: 'TDA' | 'FAL'): Example[] {
  return RULES.filter(({ id }) => id.startsWith(area)).map(({ id, title, caught, registries = '' }) => ({
    name: `${id} ${title}`,
    sheet: {
      ...EMPTY,
      kind: area === 'FAL' ? 'fal' : 'truss',
      text: caught.replace(/^\n/, ''),
      registries: registries.replace(/^\n/, ''),
    },
  }));
}

/** The first example: a file with a mistake, and a fix for it. */
export const FIRST: Sheet = {
  ...EMPTY,
  text: (DOCS_EXAMPLES['ECR with OIDC'] ?? '').replace(
    'aws_oidc_region: us-east-1',
    'aws_oidc_region: us-west-2',
  ),
};
