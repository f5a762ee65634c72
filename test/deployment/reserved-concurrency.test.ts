import { expect, test } from 'vitest';
import { reservedConcurrencyOf } from '../../lib/deployment/reserved-concurrency.ts';
import { Failure } from '../../lib/failure.ts';

test.each([
  ['5', 5],
  ['1', 1],
  ['1000', 1000],
  ['none', { Ref: 'AWS::NoValue' }],
])('%s reserves %j', (wanted, reserved) => {
  expect(reservedConcurrencyOf('statusConcurrency', wanted)).toEqual(reserved);
});

test.each(['', '0', '-1', '2.5', 'None', 'null', '5x', '10000000'])(
  '"%s" is refused, by its name',
  (wanted) => {
    const reserve = () => reservedConcurrencyOf('statusConcurrency', wanted);
    expect(reserve).toThrow(Failure);
    expect(reserve).toThrow(/statusConcurrency/);
  },
);
