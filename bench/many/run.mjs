// A run of many publications, as deployed, in a function that is warm: one host goes ahead of all others. Tells the parent
// what it took, and what it holds of memory at its end.
import { writeSync } from 'node:fs';

const [, , bundled, ahead] = process.argv;
const { handler } = await import(bundled);
const until = Date.now() + 900_000;
const context = {
  functionName: 'refreshEcr',
  awsRequestId: 'many',
  getRemainingTimeInMillis: () => until - Date.now(),
};
const held = () => {
  gc();
  return process.memoryUsage().heapUsed;
};
const cpuMs = () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return (userCPUTime + systemCPUTime) / 1_000;
};
await handler({ registries: [ahead] }, context);
const before = { held: held(), cpuMs: cpuMs() };
const start = performance.now();
const { counts } = await handler({}, context);
const ms = performance.now() - start;
writeSync(
  3,
  JSON.stringify({
    ms,
    cpuMs: cpuMs() - before.cpuMs,
    heldBytes: held() - before.held,
    peakMb: process.resourceUsage().maxRSS / 1_024,
    result: counts,
  }),
);
