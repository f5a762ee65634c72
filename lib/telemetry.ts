export type Log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields?: Record<string, unknown>,
) => void;

/** One line of JSON per event, each with the fields that tell this invocation from others. */
export function jsonLog(context: Record<string, unknown>): Log {
  return (level, message, fields = {}) => {
    console.log(JSON.stringify({ level, time: new Date().toISOString(), message, ...context, ...fields }));
  };
}
