import { CST } from 'yaml';

// What every file is read with. The rest of the package is for files that are not ordinary: it is bundled apart from this,
// and loaded late (scripts/lean-validation.ts).
export { Lexer, Parser } from 'yaml';
export const { DOCUMENT, FLOW_END, resolveAsScalar, SCALAR } = CST;
