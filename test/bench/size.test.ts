import { expect, test } from 'vitest';
import { sizes } from '../../bench/size.ts';

test('a cold start reads no more than its budget', { timeout: 120_000 }, async () => {
  for (const { name, bytes, budget, parts, result, proves } of await sizes()) {
    expect(result, `${name} did not do its work`).toMatchObject(proves);
    const largest = parts.slice(0, 3).map(([file, size]) => `${file.split('/').at(-1)} ${size}`);
    expect(
      bytes,
      `${name} reads ${bytes} bytes, the largest of them ${largest.join(', ')}`,
    ).toBeLessThanOrEqual(budget);
  }
});
