/** Where the project is kept. A fork that is kept elsewhere changes this line. */
export const PROJECT_URL = 'https://github.com/pullkeeper/pullkeeper';

/** The page in docs/rules that explains a rule: why it matters, an example of it, and the same file as it should be. */
export function rulePageUrl(id: string): string {
  return `${PROJECT_URL}/blob/main/docs/rules/${id}.md`;
}
