import { isJsonObject } from '../json.ts';

/** EventBridge and Scheduler send UUIDs. What looks otherwise is somebody's own, and may be anything: it is not logged. */
const ID = /^[\w-]{8,64}$/;

/** What an event calls itself, so that one run can be followed from its schedule into the log. */
export function eventId(event: unknown): string | undefined {
  const id = isJsonObject(event) ? event.id : undefined;
  return typeof id === 'string' && ID.test(id) ? id : undefined;
}
