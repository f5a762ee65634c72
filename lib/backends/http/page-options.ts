import { z } from 'zod';

const NOTATION =
  'write { link: true }, { next: … }, { cursor: …, query: … } or { count: pages or entries, query: … }';

const pointer = z.string().regex(/^(?:\/[^/]*)+$/, 'a JSON pointer begins with /, such as /next_cursor');

/** The ways in which a service continues a list: docs/backends/http.md. */
export const pages = z
  .strictObject({
    link: z.literal(true).describe('The header Link has the address of the next page').optional(),
    next: pointer.describe('The address of the next page, as a JSON pointer').optional(),
    cursor: pointer.describe('The text that asks for the next page, as a JSON pointer').optional(),
    count: z.enum(['pages', 'entries']).describe('What the query counts').optional(),
    query: z
      .string()
      .regex(/^[^\s&=?#{}]+$/, 'expected the name of one parameter of the query, such as page')
      .describe('The parameter of the query that asks for the next page')
      .optional(),
  })
  .superRefine(({ link, next, cursor, count, query }, context) => {
    const ways = [link, next, cursor, count].filter((way) => way !== undefined).length;
    const needsQuery = cursor !== undefined || count !== undefined;
    if (ways !== 1 || needsQuery !== (query !== undefined))
      context.addIssue({ code: 'custom', message: NOTATION });
  })
  .describe('How the list continues, if one answer does not contain all of it')
  .optional();

export type PageOptions = NonNullable<z.infer<typeof pages>>;
