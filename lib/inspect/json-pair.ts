import { parseJsonObject } from '../json.ts';
import { defect } from './defect.ts';
import { type Context, type PairReading, readPair } from './pair.ts';

/** Reads `{"username":"…","<member>":"…"}`, which AWS reads from Secrets Manager. */
export function readJsonPair(member: string): (text: string, context: Context) => PairReading {
  return (text, context) => {
    const object = parseJsonObject(text);
    const { username, [member]: password } = object ?? {};
    if (typeof username === 'string' && typeof password === 'string')
      return readPair(`${username}:${password}`, context);
    const is = object === undefined ? 'is not a JSON object' : `has no texts "username" and "${member}"`;
    return { defects: [defect('no-json-pair', is, `store {"username":"…","${member}":"…"}`)], seen: [] };
  };
}
