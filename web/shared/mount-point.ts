/** Returns the element of index.html that a page is drawn into. */
export function mountPoint(): Element {
  return document.querySelector('#page') ?? document.body;
}
