/** Whether to colour what is written: FORCE_COLOR decides, in a pipe too; else a terminal that has colours. */
export function wantsColours(
  stream: { isTTY?: boolean; hasColors?: () => boolean },
  env: NodeJS.ProcessEnv,
): boolean {
  const { FORCE_COLOR: forced } = env;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && stream.hasColors?.() === true;
}
