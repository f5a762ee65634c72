import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `serverless package` would hand to CloudFormation, below the folder that it packaged into. */
export const TEMPLATE = 'cloudformation-template-update-stack.json';

export interface FunctionProperties {
  FunctionName: string;
  Handler: string;
  Runtime: string;
  MemorySize: number;
  Timeout: number;
  Code: { S3Key: string };
  Environment?: { Variables: Record<string, unknown> };
}

export interface RouteProperties {
  RouteKey: string;
  Target: unknown;
}

export interface Resource<Properties = Record<string, unknown>> {
  id: string;
  Type: string;
  Properties: Properties;
}

export function resourcesIn(packages: string): Resource[] {
  return ofType(packages, /^/);
}

export function functionsIn(packages: string): Resource<FunctionProperties>[] {
  return ofType(packages, /^AWS::Lambda::Function$/);
}

export function routesIn(packages: string): Resource<RouteProperties>[] {
  return ofType(packages, /^AWS::ApiGatewayV2::Route$/);
}

function ofType<Properties>(packages: string, type: RegExp): Resource<Properties>[] {
  const { Resources } = JSON.parse(readFileSync(join(packages, TEMPLATE), 'utf8'));
  return Object.entries<Omit<Resource<Properties>, 'id'>>(Resources)
    .filter(([, { Type }]) => type.test(Type))
    .map(([id, resource]) => ({ id, ...resource }));
}
