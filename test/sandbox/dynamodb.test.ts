import {
  DeleteItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { throttle } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { clientsOf } from './clients.ts';

const TABLE = { name: 'a-table', partitionKey: 'place', sortKey: 'id' };

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ tables: [TABLE] });
});
afterEach(() => sandbox.stop());

const key = (id: string, place = 'here') => ({ place: { S: place }, id: { S: id } });
const valuesOf = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, S]) => [name, { S }]));

const update = (change: object = {}) =>
  clientsOf(sandbox).dynamodb.send(
    new UpdateItemCommand({
      TableName: TABLE.name,
      Key: key('a'),
      UpdateExpression: 'SET #note = :note',
      ExpressionAttributeNames: { '#note': 'note' },
      ExpressionAttributeValues: { ':note': { S: 'one' } },
      ...change,
    }),
  );

const query = (change: Partial<QueryCommandInput> = {}, place = 'here') =>
  clientsOf(sandbox).dynamodb.send(
    new QueryCommand({
      TableName: TABLE.name,
      KeyConditionExpression: '#place = :place',
      ExpressionAttributeNames: { '#place': 'place' },
      ExpressionAttributeValues: { ':place': { S: place } },
      ConsistentRead: true,
      ...change,
    }),
  );

describe('UpdateItem', () => {
  it('makes an item, and changes what it names of one that is there', async () => {
    await update();
    await update({
      UpdateExpression: 'set #note = :note, #more = :more',
      ExpressionAttributeNames: { '#note': 'note', '#more': 'more' },
      ExpressionAttributeValues: valuesOf({ ':note': 'two', ':more': 'three' }),
    });
    await update({
      UpdateExpression: 'SET #more = :more',
      ExpressionAttributeNames: { '#more': 'more' },
      ExpressionAttributeValues: valuesOf({ ':more': 'four' }),
    });
    expect(sandbox.items(TABLE.name)).toEqual([{ place: 'here', id: 'a', note: 'two', more: 'four' }]);
  });

  it.each([
    ['attribute_exists(#note)', true],
    ['attribute_not_exists(#note)', false],
    ['attribute_not_exists(#other)', true],
    ['#note = :m', true],
    ['#note < :m', false],
    ['#note <= :m', true],
    ['#note > :m', false],
    ['#note >= :m', true],
    ['#note > :l', true],
    ['#other <= :m', false],
    ['NOT #note = :l', true],
    ['#note = :l OR #note = :m', true],
    ['#note = :m AND #note = :l', false],
    ['#note = :m OR #note = :m AND #note = :l', true],
    ['(#note = :m OR #note = :m) AND #note = :l', false],
    ['((#note = :l) or (#note = :m)) and attribute_exists(#note)', true],
  ])('finds that of an item with the note "m", %s is %s', async (ConditionExpression, holds) => {
    const used = (name: string) => ConditionExpression.includes(name);
    await update({ ExpressionAttributeValues: valuesOf({ ':note': 'm' }) });
    const work = update({
      UpdateExpression: 'SET #done = :yes',
      ConditionExpression,
      ExpressionAttributeNames: Object.fromEntries([
        ['#done', 'done'],
        ...(used('#note') ? [['#note', 'note']] : []),
        ...(used('#other') ? [['#other', 'other']] : []),
      ]),
      ExpressionAttributeValues: valuesOf({
        ':yes': 'yes',
        ...(used(':l') && { ':l': 'l' }),
        ...(used(':m') && { ':m': 'm' }),
      }),
    });
    if (holds) await work;
    else await expect(work).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(sandbox.items(TABLE.name)).toMatchObject([holds ? { done: 'yes' } : { note: 'm' }]);
    expect(sandbox.items(TABLE.name)[0]?.done).toBe(holds ? 'yes' : undefined);
  });

  it('compares texts by their bytes', async () => {
    await update({ ExpressionAttributeValues: valuesOf({ ':note': '\u{1F5DD}' }) });
    await expect(
      update({
        ConditionExpression: '#note > :note',
        ExpressionAttributeValues: valuesOf({ ':note': '\uFF5E' }),
      }),
    ).resolves.toBeDefined();
  });

  it.each<[what: string, change: object, said: RegExp]>([
    ['half a key', { Key: { id: { S: 'a' } } }, /provided key element does not match the schema/],
    ['more than a key', { Key: { ...key('a'), b: { S: 'b' } } }, /does not match the schema/],
    ['an empty key', { Key: key('') }, /cannot contain an empty string value. Key: id/],
    [
      'a key that is too long',
      { Key: key('x'.repeat(1025)) },
      /rangekey has exceeded the maximum size limit of 1024/,
    ],
    [
      'a part of the key',
      { ExpressionAttributeNames: { '#note': 'id' } },
      /Cannot update attribute id\. This attribute is part of the key/,
    ],
    [
      'an attribute twice',
      { UpdateExpression: 'SET #note = :note, #note = :note' },
      /Two document paths overlap/,
    ],
    [
      'a name that is not given',
      { ExpressionAttributeNames: {} },
      /attribute name used in the document path is not defined; attribute name: #note/,
    ],
    [
      'a value that is not given',
      { ExpressionAttributeValues: {} },
      /attribute value used in expression is not defined; attribute value: :note/,
    ],
    [
      'a name that nothing uses',
      { ExpressionAttributeNames: { '#note': 'note', '#b': 'b' } },
      /ExpressionAttributeNames unused in expressions: keys: \{#b\}/,
    ],
    [
      'a value that nothing uses',
      { ExpressionAttributeValues: valuesOf({ ':note': 'a', ':b': 'b' }) },
      /ExpressionAttributeValues unused in expressions: keys: \{:b\}/,
    ],
    [
      'an expression that ends early',
      { UpdateExpression: 'SET #note =' },
      /Invalid UpdateExpression: Syntax error; token: "<EOF>"/,
    ],
    [
      'an expression that goes on',
      { UpdateExpression: 'SET #note = :note :note' },
      /Syntax error; token: ":note", near: ":note :note"/,
    ],
    [
      'a condition with an open end',
      { ConditionExpression: '(attribute_exists(#note)' },
      /Invalid ConditionExpression: Syntax error/,
    ],
    [
      'signs of no expression',
      { ConditionExpression: '#note ~ :note' },
      /Invalid ConditionExpression: Syntax error; token/,
    ],
    [
      'an empty condition',
      { ConditionExpression: ' ' },
      /Invalid ConditionExpression: The expression can not be empty/,
    ],
  ])('refuses %s', async (_, change, said) => {
    await expect(update(change)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(said),
    });
    expect(sandbox.items(TABLE.name)).toEqual([]);
  });

  it('refuses an item that has grown beyond 400 KB', async () => {
    const half = { ':note': { S: 'x'.repeat(300 * 1024) } };
    await update({ ExpressionAttributeValues: half });
    await expect(
      update({ ExpressionAttributeNames: { '#note': 'other' }, ExpressionAttributeValues: half }),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/exceeded the maximum allowed size/),
    });
  });

  it.each<[what: string, change: object]>([
    ['a name without a placeholder', { UpdateExpression: 'SET note = :note, #note = :note' }],
    ['a number', { ExpressionAttributeValues: { ':note': { N: '1' } } }],
    ['removing', { UpdateExpression: 'REMOVE #note' }],
    ['arithmetic', { UpdateExpression: 'SET #note = #note + :note' }],
    ['old values', { ReturnValues: 'ALL_OLD' }],
    ['a table by its ARN', { TableName: `arn:aws:dynamodb:us-east-1:123456789012:table/${TABLE.name}` }],
  ])('says of %s that the sandbox cannot do it', async (_, change) => {
    await expect(update(change)).rejects.toMatchObject({ name: 'SandboxNotSimulated' });
  });
});

describe('Query', () => {
  it('finds what is under one key, in order', async () => {
    for (const id of ['b', 'ä', 'a', 'B']) await update({ Key: key(id) });
    await update({ Key: key('c', 'elsewhere') });
    const { Items, Count, LastEvaluatedKey } = await query();
    expect(Items?.map(({ id }) => id?.S)).toEqual(['B', 'a', 'b', 'ä']);
    expect([Count, LastEvaluatedKey]).toEqual([4, undefined]);
    expect((await query({}, 'nowhere')).Items).toEqual([]);
  });

  it('ends a page at a megabyte, and goes on from where it ended', async () => {
    for (const id of ['a', 'b', 'c', 'd']) {
      await update({ Key: key(id), ExpressionAttributeValues: { ':note': { S: 'x'.repeat(399 * 1024) } } });
    }
    const first = await query();
    const second = await query({ ExclusiveStartKey: first.LastEvaluatedKey });
    expect(first.LastEvaluatedKey).toEqual(key('c'));
    expect([first, second].map(({ Items }) => Items?.map(({ id }) => id?.S))).toEqual([
      ['a', 'b', 'c'],
      ['d'],
    ]);
  });

  it.each<[what: string, change: Partial<QueryCommandInput>, name: string, said: RegExp]>([
    [
      'another attribute',
      { ExpressionAttributeNames: { '#place': 'id' } },
      'ValidationException',
      /missed key schema element: place/,
    ],
    [
      'a start elsewhere',
      { ExclusiveStartKey: key('a', 'there') },
      'ValidationException',
      /starting key is outside query boundaries/,
    ],
    ['a stale read', { ConsistentRead: false }, 'SandboxNotSimulated', /may be stale/],
    ['a filter', { FilterExpression: '#place = :place' }, 'SandboxNotSimulated', /FilterExpression/],
  ])('refuses %s', async (_, change, name, said) => {
    await expect(query(change)).rejects.toMatchObject({ name, message: expect.stringMatching(said) });
  });
});

describe('a table', () => {
  it.each<[what: string, region: string, name: string]>([
    ['of another name', 'us-east-1', 'b-table'],
    ['of another region', 'eu-west-1', TABLE.name],
  ])('%s is not there', async (_, region, TableName) => {
    const { dynamodb } = clientsOf(sandbox, { region });
    const { input } = new QueryCommand({ TableName });
    await expect(dynamodb.send(new QueryCommand(input))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  });

  it('is nobody’s to use without the right, whether or not it is there', async () => {
    const { credentials } = sandbox.addPrincipal({
      arn: 'arn:aws:iam::123456789012:user/u',
      allow: ['dynamodb:Query'],
    });
    const { dynamodb } = clientsOf(sandbox, { credentials });
    for (const TableName of [TABLE.name, 'b-table']) {
      await expect(dynamodb.send(new UpdateItemCommand({ TableName, Key: key('a') }))).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining(
          `dynamodb:UpdateItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table/${TableName}`,
        ),
      });
    }
  });

  it('takes no request that is signed with a wrong key', async () => {
    const credentials = { ...sandbox.principal.credentials, secretAccessKey: 'another' };
    await expect(
      clientsOf(sandbox, { credentials }).dynamodb.send(new QueryCommand({ TableName: TABLE.name })),
    ).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });

  it('is throttled in its own words', async () => {
    sandbox.faults.add({ service: 'dynamodb', fault: throttle });
    await expect(query()).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
  });
});

describe('DeleteItem', () => {
  const remove = (change: object = {}) =>
    clientsOf(sandbox).dynamodb.send(
      new DeleteItemCommand({ TableName: TABLE.name, Key: key('a'), ...change }),
    );

  it('deletes an item, and nothing where there is none', async () => {
    await update();
    await update({ Key: key('b') });
    const old = { place: { S: 'here' }, id: { S: 'a' }, note: { S: 'one' } };
    expect((await remove({ ReturnValues: 'ALL_OLD' })).Attributes).toEqual(old);
    expect((await remove({ ReturnValues: 'ALL_OLD' })).Attributes).toBeUndefined();
    expect(sandbox.items(TABLE.name).map(({ id }) => id)).toEqual(['b']);
  });

  it('keeps an item for which its condition is false', async () => {
    await update();
    const names = { ExpressionAttributeNames: { '#note': 'note' } };
    await expect(
      remove({ ...names, ConditionExpression: 'attribute_not_exists(#note)' }),
    ).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    await remove({ ...names, ConditionExpression: 'attribute_exists(#note)' });
    expect(sandbox.items(TABLE.name)).toEqual([]);
  });

  it('needs its own right, and the whole key', async () => {
    const { credentials } = sandbox.addPrincipal({
      arn: 'arn:aws:iam::123456789012:role/writer',
      allow: ['dynamodb:UpdateItem'],
    });
    const command = new DeleteItemCommand({ TableName: TABLE.name, Key: key('a') });
    await expect(clientsOf(sandbox, { credentials }).dynamodb.send(command)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(remove({ Key: { place: { S: 'here' } } })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

describe('Scan', () => {
  const scan = (from?: ScanCommandInput['ExclusiveStartKey']) =>
    clientsOf(sandbox).dynamodb.send(
      new ScanCommand({ TableName: TABLE.name, ConsistentRead: true, ExclusiveStartKey: from }),
    );

  it('reads all items, whatever they are under, a megabyte at a time', async () => {
    const values = valuesOf({ ':note': 'x'.repeat(350_000) });
    for (const place of ['here', 'there']) {
      await update({ Key: key('a', place), ExpressionAttributeValues: values });
      await update({ Key: key('b', place), ExpressionAttributeValues: values });
    }
    const { Items: first = [], LastEvaluatedKey } = await scan();
    expect(LastEvaluatedKey).toEqual(key('a', 'there'));
    const { Items: second = [], LastEvaluatedKey: end } = await scan(LastEvaluatedKey);
    expect(end).toBeUndefined();
    expect([...first, ...second].map(({ place, id }) => [place?.S, id?.S])).toEqual([
      ['here', 'a'],
      ['here', 'b'],
      ['there', 'a'],
      ['there', 'b'],
    ]);
  });

  it('is not let in by a right to query', async () => {
    const { credentials } = sandbox.addPrincipal({
      arn: 'arn:aws:iam::123456789012:role/reader',
      allow: ['dynamodb:Query'],
    });
    const command = new ScanCommand({ TableName: TABLE.name, ConsistentRead: true });
    await expect(clientsOf(sandbox, { credentials }).dynamodb.send(command)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});
