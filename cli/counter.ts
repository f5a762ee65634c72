import type { Writable } from 'node:stream';

/** A command that ends sooner shows no counter. */
const QUIET_MS = 2_000;

export interface Counter extends Disposable {
  count(): void;
}

/** Shows `12 of 40 checks` on a terminal while a command runs, and erases it at the end. Writes nothing into a pipe. */
export function counter(stream: Writable, what: string, total: number): Counter {
  const isTerminal = 'isTTY' in stream && stream.isTTY === true;
  let done = 0;
  let shown = false;
  const show = () => {
    shown = true;
    stream.write(`\r${done} of ${total} ${what} `);
  };
  const first = isTerminal ? setTimeout(show, QUIET_MS).unref() : undefined;
  return {
    count() {
      done++;
      if (shown) show();
    },
    [Symbol.dispose]() {
      clearTimeout(first);
      if (shown) stream.write('\r\u001b[K');
    },
  };
}
