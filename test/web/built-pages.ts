import { buildPages } from '../../web/build.ts';
import { builtOnce } from '../built-once.ts';

/** The folder with the pages that `pullkeeper serve` serves. */
export const builtPages = () => builtOnce('pages', buildPages);
