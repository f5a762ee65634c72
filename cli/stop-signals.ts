import { Failure } from '../lib/failure.ts';

/** Kubernetes kills a pod 30 seconds after it was told to stop, unless its manifest says otherwise. */
const GRACE_MS = 25_000;

/** How a process is told to end: what is in hand is finished first, and then nothing. */
export interface StopSignals extends Disposable {
  /** Fires at the first SIGTERM or Ctrl-C: nothing new begins. */
  stop: AbortSignal;
  /** Fires at the second one, or when the first was long ago: nothing goes on. */
  end: AbortSignal;
}

export function stopSignals(): StopSignals {
  const stop = new AbortController();
  const end = new AbortController();
  const heed = () => {
    if (stop.signal.aborted) return end.abort(stopped());
    stop.abort(stopped());
    setTimeout(() => end.abort(stopped()), GRACE_MS).unref();
  };
  process.on('SIGTERM', heed).on('SIGINT', heed);
  return {
    stop: stop.signal,
    end: end.signal,
    [Symbol.dispose]: () => void process.off('SIGTERM', heed).off('SIGINT', heed),
  };
}

function stopped(): Failure {
  return new Failure('unavailable', 'pullkeeper was told to stop before this was done', {
    hint: 'the next run takes it up again',
  });
}
