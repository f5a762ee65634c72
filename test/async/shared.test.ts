import { expect, test } from 'vitest';
import { shared } from '../../lib/async/shared.ts';

test('a shared result is made once for everybody, and again after it was rejected', async () => {
  let made = 0;
  const get = shared(async (fails: boolean) => {
    made++;
    if (fails) throw new Error('rejected on purpose');
    return made;
  });

  await expect(Promise.allSettled([get(true), get(true)])).resolves.toMatchObject([
    { status: 'rejected' },
    { status: 'rejected' },
  ]);
  expect(made).toBe(1);
  expect(await Promise.all([get(false), get(false), get(true)])).toEqual([2, 2, 2]);
});
