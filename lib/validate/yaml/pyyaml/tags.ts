import type { ScalarType, YamlList, YamlMap, YamlNode } from '../node.ts';
import {
  booleanProblem,
  decodeBinary,
  floatProblem,
  integerProblem,
  timestampProblem,
} from './constructor.ts';
import { type Resolved, resolvePlain } from './resolver.ts';

const CORE = 'tag:yaml.org,2002:';

/** A scalar as SafeLoader constructs it, or why it cannot. */
export type Constructed = { type: ScalarType; text: string } | { problem: string; hint?: string };

/** `tag` is the full tag, `!` or nothing; `plain` says that the scalar has no quotes and no block style. */
export function constructScalar(text: string, tag: string | undefined, plain: boolean): Constructed {
  if (tag === '!') return construct(text, resolvePlain(text));
  if (tag === undefined) return plain ? construct(text, resolvePlain(text)) : { type: 'string', text };
  switch (tag) {
    case `${CORE}str`:
      return { type: 'string', text };
    case `${CORE}null`:
      return { type: 'null', text };
    case `${CORE}bool`:
      return construct(text, 'boolean');
    case `${CORE}int`:
      return construct(text, 'integer');
    case `${CORE}float`:
      return construct(text, 'float');
    case `${CORE}timestamp`:
      return construct(text, 'timestamp');
    case `${CORE}binary`:
      return construct(text, 'binary');
    default:
      return { problem: UNKNOWN_TAG, hint: TAG_HINT };
  }
}

function construct(text: string, type: Resolved): Constructed {
  switch (type) {
    case 'boolean':
      return checked(text, type, booleanProblem(text));
    case 'integer':
      return checked(text, type, integerProblem(text));
    case 'float':
      return checked(text, type, floatProblem(text));
    case 'timestamp':
      return checked(text, type, timestampProblem(text));
    case 'binary': {
      const bytes = decodeBinary(text);
      if (bytes === 'undecodable') return { type: 'undecodable', text };
      return 'problem' in bytes ? bytes : { type, text: bytes.text };
    }
    case 'merge':
      return {
        problem: 'Truss cannot read "<<" merge keys: since 0.12.9 its loader fails on every one of them.',
        hint: 'Write the merged keys out in place. Anchors and aliases without "<<" work.',
      };
    case 'value':
      return {
        problem: 'A bare "=" has a meaning in YAML 1.1 that Truss cannot read.',
        hint: 'Quote it: "=".',
      };
    default:
      return { type, text };
  }
}

function checked(text: string, type: ScalarType, problem: string | undefined): Constructed {
  if (problem === undefined) return { type, text };
  const hint = 'Python reads this as a number, a date or a boolean; put it in quotes if it is meant as text.';
  return { problem: `Truss fails on this value: ${problem}.`, hint };
}

/** Why a collection's tag cannot be constructed from it; `!!set` wants a mapping, `!!omap` a list of single pairs. */
export function collectionProblem(tag: string | undefined, node: YamlList | YamlMap): string | undefined {
  switch (tag) {
    case undefined:
    case '!':
      return undefined;
    case `${CORE}map`:
    case `${CORE}set`:
      return node.kind === 'map' ? undefined : `${short(tag)} wants a mapping, and this is a sequence`;
    case `${CORE}seq`:
      return node.kind === 'list' ? undefined : `${short(tag)} wants a sequence, and this is a mapping`;
    case `${CORE}omap`:
    case `${CORE}pairs`:
      return node.kind === 'list' && node.items.every(isPair)
        ? undefined
        : `${short(tag)} wants a sequence of mappings with one key each`;
    case `${CORE}str`:
    case `${CORE}null`:
    case `${CORE}bool`:
    case `${CORE}int`:
    case `${CORE}float`:
    case `${CORE}binary`:
    case `${CORE}timestamp`:
      return `${short(tag)} wants a single value, and this is a ${node.kind === 'map' ? 'mapping' : 'sequence'}`;
    default:
      return UNKNOWN_TAG;
  }
}

export function isSetTag(tag: string | undefined): boolean {
  return tag === `${CORE}set`;
}

function isPair(node: YamlNode): boolean {
  return node.kind === 'map' && node.entries.length === 1;
}

/** None of these messages quotes the file: a password may well begin with "!", "*" or "&". */
const UNKNOWN_TAG = 'Truss cannot read this tag: a value that begins with "!" needs quotes.';
const TAG_HINT =
  'Put the value in quotes, or delete the tag: Truss has no variables and no includes in config.yaml.';

function short(tag: string): string {
  return tag.startsWith(CORE) ? `!!${tag.slice(CORE.length)}` : tag;
}
