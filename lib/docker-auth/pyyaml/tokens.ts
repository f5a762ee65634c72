/** What every file is read with. The rest of the package is for files that are not ordinary, and is bundled apart. */
export { CST, Lexer, Parser } from 'yaml';
