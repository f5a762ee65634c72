/** The version of the package, as a test holds it to package.json. */
export const VERSION = '0.1.0';

/** docs/rules comes with the package, so that every version links to its own pages. */
export const PACKAGE_PAGES = `https://unpkg.com/pullkeeper@${VERSION}/docs`;

/** The page that explains a rule, with an example. */
export function rulePage(id: string): string {
  return `${PACKAGE_PAGES}/rules/${id}.md`;
}

/** A text that terminals make a link of (OSC 8, gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda). */
export function terminalLink(url: string, text: string): string {
  return `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`;
}
