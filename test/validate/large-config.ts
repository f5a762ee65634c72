import { DOCS_EXAMPLES } from '../../lib/validate/docs-examples.ts';

/** A config of some size as people have them: many requirements, a long description, much metadata. */
export function configOf(bytes: number): string {
  const example = DOCS_EXAMPLES['ECR with OIDC'] ?? '';
  const entry = (index: number) =>
    `  - name: input-${index}\n    prompt: "Tell me about number ${index}, please."\n    max_tokens: ${index}\n`;
  let text = `${example}model_name: llama\nrequirements:\n  - torch==2.8.0\nmodel_metadata:\n  examples:\n`;
  for (let index = 0; text.length < bytes; index++)
    text += entry(index).replaceAll(/^/gm, '  ').replace(/ +$/, '');
  return text;
}
