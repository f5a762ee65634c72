/**
 * The ARN of an IAM role. The pattern of the path allows the characters that people type.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
export const ROLE_ARN =
  /^arn:(?<partition>aws(?:-[a-z-]+)?):iam::(?<account>\d{12}):role\/(?:[\w+=,.@-]{1,64}\/)*[\w+=,.@-]{1,64}$/;
