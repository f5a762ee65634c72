import { STATES } from '../status/state.ts';
import { listOf, objectOf, problems, ref } from './schema-parts.ts';

/** `GET /v1/status` in the OpenAPI document. */
export function statusOperation() {
  return {
    operationId: 'status',
    summary: 'How long every published secret lives, what dies first at the top',
    responses: {
      200: {
        description:
          'The state of every publication; status 200 also when secrets are dead. Monitors read `state`.',
        content: {
          'application/json': { schema: ref('Status') },
          'text/plain': { schema: { type: 'string' } },
        },
      },
      ...problems({
        406: 'Neither of the formats is acceptable.',
        503: 'The ledger could not be read, so no state is known.',
      }),
    },
  };
}

const text = { type: 'string' };
const time = { type: 'string', format: 'date-time' };
const count = { type: 'integer', minimum: 0 };

export function statusSchemas() {
  return {
    State: {
      enum: STATES,
      description:
        'The worst first. failing: the last run failed, and the stored secret still lives. overdue: a run is missing.',
    },
    Status: objectOf({
      state: ref('State'),
      at: time,
      summary: { ...text, description: 'The total in words, and the secret to look at first.' },
      counts: objectOf(Object.fromEntries(STATES.map((state) => [state, count]))),
      publications: listOf(ref('PublicationStatus')),
      remarks: listOf(ref('Remark')),
      orphans: listOf(ref('Orphan')),
    }),
    PublicationStatus: objectOf(
      {
        state: ref('State'),
        threshold: { ...count, description: 'Below this number of seconds the state is low.' },
        host: text,
        backend: text,
        name: text,
        format: text,
        function: { ...text, description: 'The function that refreshes it.' },
        cadence: { ...count, description: 'Seconds from run to run.' },
      },
      {
        secondsToLive: {
          type: 'integer',
          description:
            'Negative once the secret is dead; absent if nothing is published or the secret does not expire.',
        },
        expiresAt: time,
        mintedAt: time,
        publishedAt: time,
        publishedAs: objectOf({ host: text, format: text }),
        ends: objectOf({ on: { type: 'string', format: 'date' }, host: text, keptIn: text }),
        probed: objectOf({ at: time, verdict: text }),
        failed: objectOf(
          { kind: text, reason: text, at: time },
          {
            since: { ...time, description: 'The first of the failures in a row.' },
            untried: { type: 'boolean', description: 'The backend was never called.' },
          },
        ),
        nextRunAt: { ...time, description: 'When the next run is expected.' },
        lastRunAt: {
          ...time,
          description: 'The last run before the secret ends: if it is missed too, the secret dies.',
        },
        runsLeft: {
          ...count,
          description: 'How many runs come before the secret ends. All but one may be missed.',
        },
      },
    ),
    Remark: objectOf({
      reason: text,
      todo: { ...listOf(text), description: 'What to do: commands, or words.' },
      about: { ...listOf(count), description: 'Positions in publications.' },
    }),
    Orphan: objectOf({ backend: text, name: text, host: text, publishedAt: time }, { expiresAt: time }),
  };
}
