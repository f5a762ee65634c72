// Tells the parent what the process took: the time of the processor in ms, and the most memory in MB. An import from
// node:fs would make Node load its streams, seven milliseconds that are nobody's here.
import { peakMb } from '../peak-mb.mjs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const told = { cpuMs: (userCPUTime + systemCPUTime) / 1_000, peakMb: peakMb() };
  process.getBuiltinModule('node:fs').writeSync(3, JSON.stringify(told));
});
