/** Starts to count, and returns a function that says how many milliseconds of CPU time have passed: other processes do not count. */
export function countCpu(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
}
