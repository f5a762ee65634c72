import { z } from 'zod';
import { type SecretReference, secretReference } from '../../config/schema/reference-schema.ts';
import { type Format, textWithout } from '../../config/schema/schema-parts.ts';
import type { Names } from '../../references/names.ts';
import { baseUrl, type HttpOptions, place } from '../http/options.ts';
import type { HttpTarget } from '../http/target.ts';
import { compileDescription } from '../http/traits.ts';

/** A platform as data: an `http` entry with its secrets and parameters as options. docs/backends/http.md */
export interface Preset
  extends Omit<HttpOptions, 'type' | 'url' | 'secrets' | 'parameters' | 'private' | 'format' | 'service'> {
  /** The common name of the platform. */
  service: string;
  /** The kind of secrets that it stores, in a few words. */
  about: string;
  /** The format of `{value}`, unless registries.yml names another. */
  format?: Format;
  /** Its address. Absent if each user has a separate server. */
  url?: string;
  /** The descriptions of the options that refer to secrets. */
  secrets: Readonly<Record<string, string>>;
  parameters?: Readonly<Record<string, Parameter>>;
}

interface Parameter {
  about: string;
  /** A regular expression that the whole text matches. */
  pattern?: string;
  /** Without a value, the header, the member or the optional part of a path is left out. */
  optional?: true;
  default?: string;
}

/** The options of a preset in registries.yml. */
export interface PresetOptions<Type extends string> {
  type: Type;
  url?: string | undefined;
  private?: boolean | undefined;
  format?: HttpOptions['format'];
  /** A secret or a parameter of the preset. */
  [option: string]: unknown;
}

export function presetSchema<Type extends string>(type: Type, preset: Preset) {
  const { service, about, url, secrets, parameters = {} } = preset;
  const own: Record<string, z.ZodType> = {
    ...mapped(secrets, (text) => secretReference.describe(text)),
    ...mapped(parameters, (parameter) => parameterSchema(parameter, service)),
  };
  return z
    .strictObject({
      ...own,
      ...place,
      type: z.literal(type),
      url: url === undefined ? baseUrl : baseUrl.optional(),
    })
    .describe(about);
}

function parameterSchema(
  { about, pattern, optional, default: usual }: Parameter,
  service: string,
): z.ZodType {
  const whole = new RegExp(`^(?:${pattern ?? '[^]+'})$`, 'u');
  const text = textWithout((each) =>
    whole.test(each)
      ? undefined
      : pattern === undefined
        ? 'expected a text that is not empty'
        : `${service} expects a text that matches ${pattern}`,
  ).describe(about);
  return optional === true || usual !== undefined ? text.optional() : text;
}

/** Compiles a preset and its options into the target of an http backend. */
export function compilePreset(preset: Preset, options: PresetOptions<string>, names: Names): HttpTarget {
  const { about, secrets, parameters = {}, url, format, ...description } = preset;
  const given = (name: string): unknown => Reflect.get(options, name);
  const references = Object.keys(secrets).flatMap((name) => {
    const reference = given(name);
    return isReference(reference) ? [[name, names.reference(reference, name)] as const] : [];
  });
  const texts = Object.entries(parameters).flatMap(([name, parameter]) => {
    const text = given(name) ?? parameter.default;
    return typeof text === 'string' ? [[name, text] as const] : [];
  });
  const target = compileDescription(
    {
      ...description,
      url: options.url ?? url ?? '',
      private: options.private,
      parameters: Object.fromEntries(texts),
    },
    Object.fromEntries(references),
  );
  return { ...target, ...(format !== undefined && { defaultFormat: format }) };
}

function isReference(value: unknown): value is SecretReference {
  return secretReference.safeParse(value).success;
}

function mapped<In, Out>(
  record: Readonly<Record<string, In>>,
  change: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
