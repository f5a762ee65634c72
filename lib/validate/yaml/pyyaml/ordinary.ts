import type { CST } from 'yaml';
import type { YamlEntry, YamlList, YamlMap, YamlNode } from '../node.ts';
import { areBlank, followsComma, type Indicator, indicatorIn, isBlank } from './between.ts';
import { MAX_KEY_LENGTH } from './keys.ts';
import { nothing, ordinaryScalar } from './ordinary-scalar.ts';

/**
 * The tree of a file that has nothing in it but keys, lists, values and comments, straight from its tokens. Nearly every
 * file is like that, and the package's composer takes several times as long. What has anything else in it, or anything
 * wrong, gets no tree here: what that means is for the composer to say, and for it alone.
 */
export function ordinaryTree(tokens: readonly CST.Token[]): YamlNode | undefined {
  let document: CST.Document | undefined;
  for (const token of tokens) {
    if (token.type === 'document' && !document) document = token;
    else if (token.type !== 'byte-order-mark' && !isBlank(token)) return undefined;
  }
  if (!document?.value || !areBlank(document.end)) return undefined;
  if (areBlank(document.start)) return treeOf(document.value);
  const marker = indicatorIn(document.start, 'doc-start');
  return marker && valueBehind(document.value, marker.breaksAfter);
}

function treeOf(token: CST.Token): YamlNode | undefined {
  switch (token.type) {
    case 'block-map':
      return mapOf(token);
    case 'block-seq':
      return listOf(token);
    default:
      return flowOf(token);
  }
}

/** What has a line for every item begins on a line of its own. */
function valueBehind(token: CST.Token, onLaterLine: boolean): YamlNode | undefined {
  return onLaterLine ? treeOf(token) : flowOf(token);
}

function mapOf({ offset, indent, items }: CST.BlockMap): YamlMap | undefined {
  const entries: YamlEntry[] = [];
  for (const { start, key, sep, value } of items) {
    if (!areBlank(start)) return undefined;
    if (!sep && entries.length === items.length - 1) break; // the comments at the end
    if (!key || !('indent' in key) || key.indent !== indent) return undefined;
    const colon = colonOf(key, sep);
    const keyNode = colon && ordinaryScalar(key);
    const valueNode = colon && (value ? valueBehind(value, colon.breaksAfter) : nothing(colon.nothingAt));
    if (!keyNode || !valueNode) return undefined;
    entries.push({ key: keyNode, value: valueNode });
  }
  const end = entries.at(-1)?.value.span.end;
  return end === undefined ? undefined : { kind: 'map', entries, span: { start: offset, end } };
}

function listOf({ offset, items }: CST.BlockSequence): YamlList | undefined {
  const nodes: YamlNode[] = [];
  for (const { start, value } of items) {
    if (!value && nodes.length === items.length - 1 && areBlank(start)) break; // the comments at the end
    const dash = indicatorIn(start, 'seq-item-ind');
    const node = dash && (value ? treeOf(value) : nothing(dash.nothingAt));
    if (!node) return undefined;
    nodes.push(node);
  }
  const end = nodes.at(-1)?.span.end;
  return end === undefined ? undefined : listFrom(nodes, offset, end);
}

/** What stands in quotes, in brackets, or by itself. */
function flowOf(token: CST.Token): YamlNode | undefined {
  if (token.type !== 'flow-collection') return ordinaryScalar(token);
  const [bracket, ...behind] = token.end;
  const isMap = token.start.source === '{';
  if (bracket?.source !== (isMap ? '}' : ']') || !areBlank(behind)) return undefined;
  const end = bracket.offset + 1;
  return isMap ? flowMapOf(token, end) : flowListOf(token, end);
}

function flowMapOf({ offset, items }: CST.FlowCollection, end: number): YamlMap | undefined {
  const entries: YamlEntry[] = [];
  for (const { start, key, sep, value } of items) {
    if (!followsComma(start, entries.length > 0)) return undefined;
    if (!sep && !value && entries.length === items.length - 1) break; // the comma at the end
    const colon = key && colonOf(key, sep);
    const keyNode = colon && ordinaryScalar(key);
    const valueNode = colon && (value ? flowOf(value) : nothing(colon.nothingAt));
    if (!keyNode || !valueNode) return undefined;
    entries.push({ key: keyNode, value: valueNode });
  }
  return { kind: 'map', entries, span: { start: offset, end } };
}

function flowListOf({ offset, items }: CST.FlowCollection, end: number): YamlList | undefined {
  const nodes: YamlNode[] = [];
  for (const { start, sep, value } of items) {
    if (sep || !followsComma(start, nodes.length > 0)) return undefined;
    if (!value && nodes.length === items.length - 1) break; // the comma at the end
    const node = value && flowOf(value);
    if (!node) return undefined;
    nodes.push(node);
  }
  return listFrom(nodes, offset, end);
}

function listFrom(items: YamlNode[], start: number, end: number): YamlList {
  return { kind: 'list', set: false, items, span: { start, end } };
}

/** The colon of a key, where there is no doubt that it is one: on the line of the key, and not far from it. */
function colonOf(key: CST.Token, sep: readonly CST.SourceToken[] | undefined): Indicator | undefined {
  const colon = sep && indicatorIn(sep, 'map-value-ind');
  if (!colon || colon.breaksBefore || colon.offset - key.offset > MAX_KEY_LENGTH) return undefined;
  return 'source' in key && !key.source.includes('\n') ? colon : undefined;
}
