/** An error of AWS, with the code of the JSON services. The query protocol spells some codes differently. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The wording IAM uses everywhere; `reason` is its last clause, where the service gives one. */
export function accessDenied(arn: string, action: string, resource: string, reason = ''): AwsError {
  const sentence = `User: ${arn} is not authorized to perform: ${action} on resource: ${resource}`;
  return new AwsError('AccessDeniedException', `${sentence}${reason}`);
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationException', `1 validation error detected: ${message}`);
}

/** AWS supports this and the sandbox does not: an error is better than a wrong answer. */
export function notSimulated(what: string): AwsError {
  return new AwsError('SandboxNotSimulated', `The sandbox does not simulate ${what}.`, 501);
}
