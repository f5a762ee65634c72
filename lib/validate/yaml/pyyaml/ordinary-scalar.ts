import type { CST } from 'yaml';
import type { Span, YamlScalar } from '../node.ts';
import { areBlank } from './between.ts';
import { ESCAPED_SURROGATE } from './surrogate.ts';
import { constructScalar } from './tags.ts';
import { resolveAsScalar } from './tokens.ts';

/** What is read by leaving off its quotes: on one line, and without an escape. */
const PLAIN = /^(?![\t,%|>@`])[^\n]*$/;
const SINGLE_QUOTED = /^'[^'\n]*'$/;
const DOUBLE_QUOTED = /^"[^"\\\n]*"$/;

/** A value without a tag or an anchor; nothing, when there is anything odd about it. */
export function ordinaryScalar(token: CST.Token): YamlScalar | undefined {
  switch (token.type) {
    case 'scalar':
      return PLAIN.test(token.source) ? asWritten(token, token.source, true) : resolved(token);
    case 'single-quoted-scalar':
      return SINGLE_QUOTED.test(token.source) ? asWritten(token, inside(token), false) : resolved(token);
    case 'double-quoted-scalar':
      return DOUBLE_QUOTED.test(token.source) ? asWritten(token, inside(token), false) : resolved(token);
    case 'block-scalar':
      return resolved(token);
    default:
      return undefined;
  }
}

/** The value that is not written at all. */
export function nothing(at: number): YamlScalar {
  return { kind: 'scalar', type: 'null', text: '', span: { start: at, end: at } };
}

function inside({ source }: CST.FlowScalar): string {
  return source.slice(1, -1);
}

function asWritten({ offset, source, end }: CST.FlowScalar, text: string, plain: boolean) {
  return areBlank(end) ? typed(text, plain, { start: offset, end: offset + source.length }) : undefined;
}

function resolved(token: CST.FlowScalar | CST.BlockScalar): YamlScalar | undefined {
  let odd = ESCAPED_SURROGATE.test(token.source);
  const { value, type, range } = resolveAsScalar(token, true, () => {
    odd = true;
  });
  return odd ? undefined : typed(value, type === 'PLAIN', { start: range[0], end: range[1] });
}

function typed(source: string, plain: boolean, span: Span): YamlScalar | undefined {
  const made = constructScalar(source, undefined, plain);
  return 'problem' in made ? undefined : { kind: 'scalar', type: made.type, text: made.text, span };
}
