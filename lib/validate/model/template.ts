/** `<region>`, `${REGISTRY}`, `$REGISTRY`, `{{ registry }}`: something that somebody was to fill in. */
const TEMPLATE = /<[^<>]+>|\$\{[^}]*\}|^\$[A-Za-z_]+$|\{\{.*\}\}|\byour[-_ /.]/i;

/** What every one of them has; most values have none of it. */
const PERHAPS = /[<${]|your/i;

/** Longer than any value that somebody was to fill in; the patterns are slow on a text made to be slow. */
const LONGEST = 1_000;

export function isTemplate(text: string): boolean {
  return PERHAPS.test(text) && TEMPLATE.test(text.slice(0, LONGEST));
}
