import { json } from '../protocols.ts';
import type { AwsService } from '../service.ts';
import { deleting } from './deleting.ts';
import { listing } from './listing.ts';
import { reading } from './reading.ts';
import { staging } from './staging.ts';
import type { Store } from './store.ts';
import { writing } from './writing.ts';

export function secretsManager(store: Store): AwsService {
  return {
    name: 'secretsmanager',
    target: 'secretsmanager',
    protocol: json,
    operations: {
      ...reading(store),
      ...listing(store),
      ...writing(store),
      ...staging(store),
      ...deleting(store),
    },
  };
}
