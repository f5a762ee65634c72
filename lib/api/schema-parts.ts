/** Parts of the OpenAPI document. */

/** An object with these fields and no others. */
export function objectOf(required: Record<string, object>, optional: Record<string, object> = {}) {
  return {
    type: 'object',
    required: Object.keys(required),
    properties: { ...required, ...optional },
    additionalProperties: false,
  };
}

export function listOf(items: object) {
  return { type: 'array', items };
}

export function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}

/** The error responses, by status. */
export function problems(byStatus: Record<number, string>) {
  const content = { 'application/problem+json': { schema: ref('Problem') } };
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, description]) => [status, { description, content }]),
  );
}
