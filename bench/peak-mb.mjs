/**
 * The most memory that this process has had. As `maxRSS` Linux counts what the parent had when it began it, too; by itself it
 * tells of this one alone.
 */
export function peakMb() {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const own =
    process.platform === 'linux'
      ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
      : null;
  return (own === null ? process.resourceUsage().maxRSS : Number(own[1])) / 1_024;
}
