import { isJsonObject } from '../json.ts';

/**
 * Returns an id only if it is a UUID, as EventBridge and Scheduler send. Other ids are written by people and may
 * contain anything, so they are not logged.
 */
const ID = /^[\w-]{8,64}$/;

/** Returns the id of an event. It links a run in the log to its schedule. */
export function eventId(event: unknown): string | undefined {
  const id = isJsonObject(event) ? event.id : undefined;
  return typeof id === 'string' && ID.test(id) ? id : undefined;
}
