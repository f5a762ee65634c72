import { RULES } from '../validate/catalogue.ts';
import { TRUSS_VERSION_EXPECTED } from '../validate/truss/version.ts';
import { MAX_BODY_BYTES } from './body.ts';
import { type HttpResponse, jsonResponse } from './problem.ts';
import { YAML_TYPES } from './request.ts';
import { objectOf, problems, ref } from './schema-parts.ts';
import { statusOperation, statusSchemas } from './status-schemas.ts';
import { ANSWERS } from './validation.ts';

/** The API as an OpenAPI 3.1 document, generated from the code. */
export function openApiDocument() {
  return {
    openapi: '3.1.0',
    info: {
      title: 'pullkeeper',
      version: '1',
      summary:
        'Validates the docker_auth of a Truss config.yaml, and reports how long published secrets live.',
      description: `Bodies hold at most ${MAX_BODY_BYTES / 1024} KiB, and may be compressed with gzip.`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    security: [{ sigv4: [] }, { jwt: [] }],
    paths: {
      '/v1/validate': { post: validateOperation() },
      '/v1/status': { get: statusOperation() },
      '/v1/rules': { get: readOperation('listRules', 'Every rule, with its examples', ref('Rules')) },
      '/v1/openapi.json': { get: readOperation('openApi', 'This document', { type: 'object' }) },
    },
    components: {
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          in: 'header',
          name: 'authorization',
          description: 'AWS Signature Version 4: the default.',
        },
        jwt: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'When deployed with a JWT authorizer.',
        },
      },
      schemas: schemas(),
    },
  };
}

export function answerOpenApi(): HttpResponse {
  return jsonResponse(openApiDocument(), { cache: 'max-age=3600' });
}

function validateOperation() {
  const yaml = { schema: { type: 'string', description: 'A config.yaml.' } };
  return {
    operationId: 'validate',
    summary: 'The verdict of Truss on config.yaml files, and mistakes that Truss does not report',
    parameters: [
      query('filename', { type: 'string' }, 'The name of the file in the answer.'),
      query('truss', { type: 'string', default: 'latest' }, `${TRUSS_VERSION_EXPECTED}.`),
      query('failOn', ref('FailOn'), 'The lowest severity that makes `fails` true.'),
    ],
    requestBody: {
      required: true,
      content: {
        ...Object.fromEntries(YAML_TYPES.map((type) => [type, yaml])),
        'application/json': { schema: ref('ValidateRequest') },
      },
    },
    responses: {
      200: {
        description: 'The findings; status 200 also when there are errors.',
        content: Object.fromEntries(
          ANSWERS.map((type) => [
            type,
            { schema: type === 'application/json' ? ref('Report') : { type: answerType(type) } },
          ]),
        ),
      },
      ...problems({
        400: 'The body cannot be read.',
        406: 'None of the formats is acceptable.',
        413: 'The body is too large, or holds too many values.',
        415: 'The type, the charset or the encoding of the body is not supported.',
      }),
    },
  };
}

function answerType(mediaType: string): string {
  return mediaType === 'text/plain' ? 'string' : 'object';
}

function readOperation(operationId: string, summary: string, schema: object) {
  return {
    operationId,
    summary,
    responses: { 200: { description: summary, content: { 'application/json': { schema } } } },
  };
}

function query(name: string, schema: object, description: string) {
  return { name, in: 'query', required: false, schema, description };
}

function schemas() {
  const position = objectOf({
    line: { type: 'integer', minimum: 1 },
    column: { type: 'integer', minimum: 1 },
  });
  const range = objectOf({ start: ref('Position'), end: ref('Position') });
  const edit = objectOf({ range: ref('Range'), text: { type: 'string' } });
  const severity = { enum: ['error', 'warning', 'info'] };
  return {
    FailOn: { enum: ['error', 'warning'], default: 'error' },
    Severity: severity,
    RuleId: { enum: RULES.map(({ id }) => id) },
    Position: position,
    Range: range,
    Fix: objectOf({ title: { type: 'string' }, edits: { type: 'array', items: edit } }),
    Finding: objectOf(
      {
        rule: ref('RuleId'),
        severity: ref('Severity'),
        message: { type: 'string' },
        path: { type: 'string', description: 'For example base_image.docker_auth.registry.' },
        range: ref('Range'),
      },
      { hint: { type: 'string' }, fix: ref('Fix') },
    ),
    FileReport: objectOf(
      {
        path: { type: 'string' },
        load: outcome('Truss loads the file.'),
        push: outcome('truss push accepts the file.'),
        findings: { type: 'array', items: ref('Finding') },
      },
      { omitted: { type: 'integer', minimum: 1, description: 'The number of findings that are left out.' } },
    ),
    Report: objectOf({ fails: { type: 'boolean' }, files: { type: 'array', items: ref('FileReport') } }),
    ValidateRequest: validateRequest(),
    Rules: objectOf({
      rules: {
        type: 'array',
        items: objectOf({
          id: ref('RuleId'),
          severity: ref('Severity'),
          title: { type: 'string' },
          why: { type: 'string' },
          fixable: { type: 'boolean' },
          caught: { type: 'string', description: 'A file with a finding of this rule.' },
          passed: { type: 'string', description: 'The same file, corrected.' },
        }),
      },
    }),
    ...statusSchemas(),
    Problem: objectOf({
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string', description: 'The error, and what to send instead.' },
    }),
  };
}

function validateRequest() {
  const file = { config: { type: 'string' } };
  const name = { filename: { type: 'string', maxLength: 1024, default: 'config.yaml' } };
  const options = { truss: { type: 'string' }, failOn: ref('FailOn'), registries: { type: 'string' } };
  return {
    oneOf: [
      objectOf(file, { ...name, ...options }),
      objectOf({ files: { type: 'array', minItems: 1, items: objectOf(file, name) } }, options),
    ],
  };
}

/** True, false, or "unknown" where Truss's answer depends on something that is not modelled. */
function outcome(description: string): object {
  return { oneOf: [{ type: 'boolean' }, { const: 'unknown' }], description };
}
