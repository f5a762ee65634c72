// A run of many publications, as deployed, in a function that is warm: some hosts go ahead of all others. Tells the parent
// what it took, and what it holds of memory at its end.
import { writeSync } from 'node:fs';
import { peakMb } from '../peak-mb.mjs';

const [, , bundled, ...ahead] = process.argv;
const { handler } = await import(bundled);
const until = Date.now() + 900_000;
const context = {
  functionName: 'refreshEcr',
  awsRequestId: 'many',
  getRemainingTimeInMillis: () => until - Date.now(),
};
/** What sockets and timers hold is let go of in turns of the event loop. */
const held = async () => {
  for (let turn = 0; turn < 3; turn++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return process.memoryUsage().heapUsed;
};
const cpuMs = () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return (userCPUTime + systemCPUTime) / 1_000;
};
await handler({ registries: ahead }, context);
const before = { held: await held(), cpuMs: cpuMs() };
const start = performance.now();
const { counts } = await handler({}, context);
const ms = performance.now() - start;
const cpuMsInAll = cpuMs() - before.cpuMs;
writeSync(
  3,
  JSON.stringify({
    ms,
    cpuMs: cpuMsInAll,
    heldBytes: (await held()) - before.held,
    peakMb: peakMb(),
    result: counts,
  }),
);
