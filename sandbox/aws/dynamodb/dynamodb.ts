import { json10 } from '../protocols.ts';
import type { AwsService } from '../service.ts';
import { deleteItem } from './delete-item.ts';
import { query } from './query.ts';
import { scan } from './scan.ts';
import type { Tables } from './tables.ts';
import { updateItem } from './update-item.ts';

export function dynamodb(tables: Tables): AwsService {
  return {
    name: 'dynamodb',
    target: 'DynamoDB_20120810',
    protocol: json10,
    operations: {
      DeleteItem: deleteItem(tables),
      Query: query(tables),
      Scan: scan(tables),
      UpdateItem: updateItem(tables),
    },
  };
}
