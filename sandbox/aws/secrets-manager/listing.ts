import { notSimulated, validationError } from '../error.ts';
import type { Input } from '../input.ts';
import type { Operation } from '../service.ts';
import { metadata, seconds, stagesById } from './reading.ts';
import { existing, placeOf, type Store, seek } from './store.ts';
import type { StoredSecret } from './vault.ts';

const LARGEST_PAGE = 100;

/** The operations that list: secrets, and the versions of one. */
export function listing(store: Store): Record<string, Operation> {
  return {
    ListSecrets(call) {
      const { input, now } = call;
      call.demand('secretsmanager:ListSecrets', '*');
      input.refuse(['SortBy', 'SortOrder']);
      const doomedToo = input.flag('IncludePlannedDeletion');
      const filters = (input.structures('Filters') ?? []).map(filterFrom);
      const all = store.vault
        .list(placeOf(call), now)
        .filter((secret) => (doomedToo || !secret.deletion) && filters.every((matches) => matches(secret)));
      const { items, NextToken } = page(all, input);
      return {
        SecretList: items.map((secret) => ({
          ...metadata(secret),
          SecretVersionsToStages: stagesById(secret),
        })),
        NextToken,
      };
    },

    ListSecretVersionIds(call) {
      const { input } = call;
      const secret = existing(seek(call, store, 'secretsmanager:ListSecretVersionIds'));
      const deprecatedToo = input.flag('IncludeDeprecated');
      const all = [...secret.versions].filter(({ stages }) => deprecatedToo || stages.size > 0);
      const { items, NextToken } = page(all, input);
      return {
        ARN: secret.arn,
        Name: secret.name,
        Versions: items.map(({ id, stages, createdDate }) => {
          return { VersionId: id, VersionStages: [...stages], CreatedDate: seconds(createdDate) };
        }),
        NextToken,
      };
    },
  };
}

function page<T>(all: readonly T[], input: Input): { items: readonly T[]; NextToken: string | undefined } {
  const size = input.count('MaxResults') ?? LARGEST_PAGE;
  if (size < 1 || size > LARGEST_PAGE) {
    const bound = `Member must have value between 1 and ${LARGEST_PAGE}`;
    throw validationError(`Value '${size}' at 'maxResults' failed to satisfy constraint: ${bound}`);
  }
  const start = Number(input.text('NextToken') ?? 0);
  const end = start + size;
  return { items: all.slice(start, end), NextToken: end < all.length ? String(end) : undefined };
}

/** "Prefix match, case-sensitive": https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html */
function filterFrom(filter: Input): (secret: StoredSecret) => boolean {
  const key = filter.requiredText('Key');
  const values = filter.texts('Values') ?? [];
  const texts = textsOf(key);
  if (values.some((value) => value.startsWith('!'))) throw notSimulated('a filter that begins with "!"');
  return (secret) => texts(secret).some((text) => values.some((value) => text.startsWith(value)));
}

function textsOf(key: string): (secret: StoredSecret) => string[] {
  switch (key) {
    case 'name':
      return ({ name }) => [name];
    case 'tag-key':
      return ({ tags }) => [...tags.keys()];
    case 'tag-value':
      return ({ tags }) => [...tags.values()];
    default:
      throw notSimulated(`the filter ${key}`);
  }
}
