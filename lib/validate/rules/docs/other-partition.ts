import type { RuleInfo } from '../../rule.ts';
import { otherPartition as rule } from '../other-partition.ts';

export const otherPartition: RuleInfo = {
  ...rule,
  why: 'China, GovCloud and the other partitions know nothing of each other: no role of one can log in to a registry of another.',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: cn-north-1
    registry: 123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn
`,
  passed: `
base_image:
  image: 123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws-cn:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: cn-north-1
    registry: 123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn
`,
};
