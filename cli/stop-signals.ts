import { Failure } from '../lib/failure.ts';

/** Kubernetes kills a pod 30 seconds after it was told to stop, unless its manifest says otherwise. */
const GRACE_MS = 25_000;

/** The signals that stop a process: first it finishes its work, then it ends at once. */
export interface StopSignals extends Disposable {
  /** Fires at the first SIGTERM or Ctrl-C: no new work begins. */
  stop: AbortSignal;
  /** Fires at the second one, or some time after the first: all work ends. */
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
