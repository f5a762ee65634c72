// A run of many publications, as deployed; tells the parent what it took, and what it holds of memory at its end.
import { writeSync } from 'node:fs';

const { handler } = await import(process.argv[2]);
const until = Date.now() + 900_000;
const held = () => {
  gc();
  return process.memoryUsage().heapUsed;
};
const before = held();
const start = performance.now();
const result = await handler(
  {},
  {
    functionName: 'refreshEcr',
    awsRequestId: 'many',
    getRemainingTimeInMillis: () => until - Date.now(),
  },
);
const ms = performance.now() - start;
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
writeSync(
  3,
  JSON.stringify({
    ms,
    cpuMs: (userCPUTime + systemCPUTime) / 1_000,
    heldBytes: held() - before,
    peakMb: maxRSS / 1_024,
    result: result.counts,
  }),
);
