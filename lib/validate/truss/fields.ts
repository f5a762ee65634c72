import { childOf, isNull, type YamlNode } from '../yaml/node.ts';
import { booleanOf, pydanticInteger } from './scalars.ts';

// The fields of a model with their defaults, as Truss sees them.

export function textIn(map: YamlNode | undefined, name: string, otherwise: string): string {
  const node = childOf(map, name);
  return node?.kind === 'scalar' && node.type !== 'null' ? node.text : otherwise;
}

export function integerIn(map: YamlNode | undefined, name: string, otherwise: number): number {
  return pydanticInteger(childOf(map, name)) ?? otherwise;
}

export function booleanIn(map: YamlNode | undefined, name: string, otherwise: boolean): boolean {
  return booleanOf(childOf(map, name)) ?? otherwise;
}

export function given(map: YamlNode | undefined, name: string): YamlNode | undefined {
  const node = childOf(map, name);
  return isNull(node) ? undefined : node;
}
