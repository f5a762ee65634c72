import { z } from 'zod';
import { secretReference } from '../../config/schema/reference-schema.ts';
import { format, textWithout } from '../../config/schema/schema-parts.ts';
import { checkPlaceholders } from './check.ts';
import { MEANINGS } from './meanings.ts';
import { pages } from './page-options.ts';
import { problemWithRequest, problemWithUrl } from './request-line.ts';

/** The shape of a request of docs/backends/http.md. */

const request = (what: string) => textWithout(problemWithRequest).describe(what);

const headers = z
  .record(z.string().regex(/^[A-Za-z][\w-]*$/, 'not the name of a header'), z.string().min(1))
  .describe('Headers; a placeholder may be a part of the value')
  .optional();

const json = z.unknown().describe('The body; a placeholder is a whole text in it').optional();

const pointer = z
  .string()
  .regex(/^(?:\/[^/]*)*$/, 'a JSON pointer begins with /, such as /data/items')
  .describe('A JSON pointer, such as /data/items');

const fields = z.record(pointer, z.string());

const send = { request: request('Method and path, such as PATCH /v1/registries/{id}'), headers, json };

const look = {
  ...send,
  in: pointer.describe('The list in the answer, as a JSON pointer').optional(),
  where: fields.describe('The fields that the entry of the list must have, by JSON pointer').optional(),
  pages,
};

const limit = z
  .strictObject({ requests: z.int().min(1), per: z.enum(['second', 'minute', 'hour']) })
  .describe('How many requests the service takes');

const names = z
  .strictObject({
    pattern: textWithout((text) => problemWithPattern(`^(?:${text})$`))
      .describe('A regular expression that the whole name matches')
      .optional(),
    shortest: z.int().min(1).describe('The fewest characters of a name').optional(),
    longest: z.int().min(1).describe('The most characters of a name').optional(),
    escape: z
      .strictObject({
        keep: textWithout((text) => problemWithPattern(`[${text}]`)).describe(
          'The characters that stay, as inside [ ] of a regular expression',
        ),
        mark: z.string().min(1).describe('The text before the two hexadecimal digits of any other byte'),
      })
      .describe('How the name of a host becomes a legal name')
      .optional(),
  })
  .describe('The names that the service takes');

function problemWithPattern(text: string): string | undefined {
  try {
    new RegExp(text, 'u');
    return undefined;
  } catch {
    return 'not a regular expression';
  }
}

/** The description of a service, in registries.yml and in a preset. */
const description = {
  headers,
  find: z
    .strictObject({
      ...look,
      id: pointer.describe('The id in the entry that was found, as a JSON pointer').optional(),
    })
    .describe('Looks the secret up')
    .optional(),
  write: z.strictObject(send).describe('Replaces the value'),
  create: z
    .strictObject(send)
    .describe('Creates the secret if it does not exist; if this request has no credential, write follows')
    .optional(),
  confirm: z
    .strictObject({
      ...look,
      ready: fields.describe('The fields of an entry that is in use'),
      failed: fields.describe('The fields of an entry that the service could not activate').optional(),
    })
    .describe('Asks again until the service uses the value')
    .optional(),
  read: z
    .strictObject({ ...look, value: pointer.describe('The value in the entry, as a JSON pointer') })
    .describe('Reads the value back, if the service returns it byte for byte')
    .optional(),
  success: z
    .array(z.int().min(200).max(299))
    .min(1)
    .describe('The statuses that mean success; default 2xx')
    .optional(),
  errors: z
    .record(z.string().regex(/^[45]\d\d$/, 'not a status from 400 to 599'), z.enum(MEANINGS))
    .describe('Statuses that have another than their usual meaning')
    .optional(),
  afterError: z
    .strictObject({ ...look, stored: fields.describe('The fields of an entry that has the new value') })
    .describe('Checks after an error whether the service has stored the value')
    .optional(),
  seal: z
    .strictObject({
      ...send,
      key: pointer.describe('The public key in base64, as a JSON pointer'),
      id: pointer.describe('The id of the key, as a JSON pointer'),
    })
    .describe("Encrypts the value in libsodium's sealed box, with the public key in this answer")
    .optional(),
  mustExist: z.boolean().describe('The service does not create a secret that is missing').optional(),
  names: names.optional(),
  longestValue: z.int().min(1).describe('The most characters of a value').optional(),
  limit: limit.optional(),
  undocumented: z
    .string()
    .min(1)
    .describe('Facts that the vendor does not document; plan and doctor show them')
    .optional(),
} as const;

export const place = {
  private: z.boolean().describe('The service has a private address').optional(),
  format: format.optional(),
} as const;

export const baseUrl = textWithout(problemWithUrl).describe('The address of the service: https and a host');

const name = z
  .string()
  .regex(/^[A-Za-z]\w*$/, 'the name of a placeholder has letters, digits and _, and starts with a letter');

export const httpOptions = z
  .strictObject({
    type: z.literal('http'),
    url: baseUrl,
    service: z.string().min(1).describe('The service, as messages name it; default: its host').optional(),
    secrets: z.record(name, secretReference).describe('Secrets for the requests, by placeholder').optional(),
    parameters: z
      .record(name, z.string().min(1))
      .describe('Texts for the requests, by placeholder')
      .optional(),
    ...description,
    ...place,
  })
  .superRefine(checkPlaceholders)
  .describe('Any service that takes secrets as JSON over HTTP: docs/backends/http.md');

export type HttpOptions = z.infer<typeof httpOptions>;
