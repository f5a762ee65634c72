import { beforeAll, describe, expect, it } from 'vitest';
import { type Size, sizes } from '../../bench/size.ts';

/** In bytes. A cold start of validate reads no more JavaScript than this until it has answered about an ordinary file. */
const BUDGET = 180_000;

describe('From a cold start to the answer about an ordinary file, validate', () => {
  let measured: Size | undefined;
  beforeAll(async () => {
    measured = (await sizes()).find(({ name }) => name === 'validate');
  }, 120_000);

  it('reads no more JavaScript than its budget', () => {
    expect(measured?.bytes).toBeLessThanOrEqual(BUDGET);
  });

  it('answers what is right', () => {
    expect(measured?.result).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: JSON.stringify({
        fails: false,
        files: [{ path: 'config.yaml', load: true, push: true, findings: [] }],
      }),
    });
  });

  it('is counted with the files that it was answered from', () => {
    expect(measured?.parts.length).toBeGreaterThan(1);
    expect(measured?.bytes).toBeGreaterThan(50_000);
  });
});
