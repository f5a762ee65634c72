/** The version of the package. A test compares it with package.json. */
export const VERSION = '0.1.0';

/** docs/rules is part of the package, so that every version links to its own pages. */
export const PACKAGE_PAGES = `https://unpkg.com/pullkeeper@${VERSION}/docs`;

/** The page that explains a rule, with an example. */
export function rulePage(id: string): string {
  return `${PACKAGE_PAGES}/rules/${id}.md`;
}

/** Formats a link for terminals (OSC 8, gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda). */
export function terminalLink(url: string, text: string): string {
  return `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`;
}
