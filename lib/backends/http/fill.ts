import { Failure } from '../../failure.ts';
import { isJsonObject } from '../../json.ts';
import type { Secret } from '../../secrecy/secret.ts';
import { ANYWHERE, splitTarget, WHOLE } from './placeholders.ts';

/** The values of the placeholders. A placeholder without a value is absent. */
export type Values = ReadonlyMap<string, string | Secret>;

/** Fills a path, segment by segment. A value cannot leave its segment. */
export function fillTarget(target: string, values: Values): string {
  const [path, query] = splitTarget(target);
  return (
    path
      .split('/')
      .map((segment) => fillSegment(segment, values))
      .join('/') + query
  );
}

function fillSegment(segment: string, values: Values): string {
  const [, name, many] = WHOLE.exec(segment) ?? [];
  if (name === undefined) return segment;
  const value = textOf(name, values) ?? '';
  const parts = many === undefined ? [value] : value.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw new Failure('invalid', `{${name}} cannot be a part of an address: it is empty, . or ..`, {
      hint: 'set another name in registries.yml',
    });
  }
  return parts.map(encodeURIComponent).join('/');
}

/** Fills headers. A header with a missing value is left out. */
export function fillHeaders(
  headers: Readonly<Record<string, string>>,
  values: Values,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([header, template]) => {
      let isComplete = true;
      const text = template.replace(ANYWHERE, (_, name: string) => {
        const value = textOf(name, values);
        if (value === undefined) isComplete = false;
        return headerSafe(value ?? '', name, header);
      });
      return isComplete ? [[header.toLowerCase(), text]] : [];
    }),
  );
}

/** A line break in a value would begin another header, and Node's error would quote the value. */
function headerSafe(value: string, name: string, header: string): string {
  if (/^[\x20-\x7e]*$/.test(value) && value.trim() === value) return value;
  throw new Failure(
    'invalid',
    `{${name}} cannot be sent in the header ${header}: it has white space at an end, line breaks or non-ASCII characters`,
    {
      hint: 'if it is a stored key, store the key alone, without a newline at its end: printf %s "$KEY", not echo',
    },
  );
}

/** Fills JSON. A member without a value is left out. */
export function fillJson(template: unknown, values: Values): unknown {
  if (typeof template === 'string') {
    const [, name] = WHOLE.exec(template) ?? [];
    return name === undefined ? template : textOf(name, values);
  }
  if (Array.isArray(template)) return template.map((item) => fillJson(item, values)).filter(isPresent);
  if (!isJsonObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template)
      .map(([key, inner]) => [key, fillJson(inner, values)] as const)
      .filter(([, inner]) => isPresent(inner)),
  );
}

const isPresent = (value: unknown) => value !== undefined;

export function fillFields(fields: Readonly<Record<string, string>>, values: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([pointer, text]) => [pointer, String(fillJson(text, values) ?? '')]),
  );
}

function textOf(name: string, values: Values): string | undefined {
  const value = values.get(name);
  return value === undefined || typeof value === 'string' ? value : value.reveal();
}
