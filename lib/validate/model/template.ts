/** Placeholders that were not filled in: `<region>`, `${REGISTRY}`, `$REGISTRY`, `{{ registry }}`. */
const TEMPLATE = /<[^<>]+>|\$\{[^}]*\}|^\$[A-Za-z_]+$|\{\{.*\}\}|\byour[-_ /.]/i;

/** Characters of every placeholder. Most values have none of them. */
const PERHAPS = /[<${]|your/i;

/** Longer than any placeholder. The patterns would be slow on a hostile text. */
const LONGEST = 1_000;

export function isTemplate(text: string): boolean {
  return PERHAPS.test(text) && TEMPLATE.test(text.slice(0, LONGEST));
}
